/**
 * Headers of every answer. `host` is the host of the request, already checked; null when the request was refused
 * because of it. Inline styles are allowed because the interface library sets them; scripts are loaded from our own
 * files only.
 */
export function securityHeaders(host: string | null): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      // Some browsers do not include ws: in 'self'.
      `connect-src 'self'${host ? ` ws://${host}` : ""}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  }
}
