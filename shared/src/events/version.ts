/** Raised when a reader of the previous version could misread an event: then `RECORDING_VERSION` is raised too. */
export const EVENTS_VERSION = 1

/**
 * Raised when events or fields are added, which older readers leave out. Each addition names the version that
 * introduced it as its `since`: `EVENTS_VERSION.EVENTS_MINOR`.
 */
export const EVENTS_MINOR = 5
