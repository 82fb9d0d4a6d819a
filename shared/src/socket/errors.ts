/** The codes of all refusals, with their HTTP status. */
export const ERROR_STATUS = {
  INVALID: 400,
  UNAUTHENTICATED: 401,
  BAD_HOST: 403,
  BAD_ORIGIN: 403,
  CROSS_SITE: 403,
  READ_ONLY: 403,
  NOT_FOUND: 404,
  EXITED: 409,
  PID_REUSED: 409,
  TOO_LARGE: 413,
  JSON_ONLY: 415,
  SPAWN_FAILED: 422,
  LIMIT: 429,
  INTERNAL: 500,
  DRAINING: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** The body of a refusal over HTTP, and the acknowledgement on the socket. */
export interface Refusal {
  ok: false
  code: ErrorCode
  message: string
  /** For SPAWN_FAILED: the kernel's error code, and the field of the request that caused it. */
  errno?: string
  field?: string
}

export const refusal = (code: ErrorCode, message: string): Refusal => ({ ok: false, code, message })

export type Answer<Result> = { ok: true; result: Result } | Refusal
