/** Names of the languages that have a probe. */
export const LANGUAGES = { python: "Python", node: "Node" } as const
