import type { IncomingMessage } from "node:http"
import type { ErrorCode, Refusal } from "@forkscope/shared/socket"

/**
 * Whether a request may come in at all: judged by its headers alone, before anything reads its path or body.
 *
 * Every HTTP request and every WebSocket handshake passes here. It stops pages of other origins (`Origin`,
 * `Sec-Fetch-Site`) and pages under a name that was rebound to 127.0.0.1 (`Host`), both of which reach a server on
 * localhost with the victim's own browser. Null: come in.
 */
export function refuseAtDoor(request: IncomingMessage): Refusal | null {
  const host = ownHost(request)
  if (host === null) {
    return no("BAD_HOST", `Expected Host ${hostsOf(request).join(" or ")}, got ${shown(request.headers.host)}.`)
  }
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${host}`) {
    return no("BAD_ORIGIN", `Expected Origin http://${host} or none, got ${shown(origin)}.`)
  }
  const site = request.headers["sec-fetch-site"]
  if (site === undefined || site === "same-origin") return null
  if (site === "none" && isNavigationToPage(request)) return null
  return no("CROSS_SITE", `Expected Sec-Fetch-Site same-origin, got ${shown(site)}.`)
}

/**
 * The host the request names, if it is one of ours: `127.0.0.1:PORT` or `localhost:PORT`. Browsers never resolve
 * `localhost` through DNS, so it cannot be rebound; an Origin must then be the very same host.
 */
export function ownHost(request: IncomingMessage): string | null {
  const hosts = request.headersDistinct.host ?? []
  const [host] = hosts
  return hosts.length === 1 && host !== undefined && hostsOf(request).includes(host) ? host : null
}

function hostsOf(request: IncomingMessage): string[] {
  const port = request.socket.localPort
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}

/** `none` means that the user typed or opened the address: that is how the page is opened, and nothing else. */
function isNavigationToPage(request: IncomingMessage): boolean {
  const mode = request.headers["sec-fetch-mode"]
  const path = request.url?.split("?", 1)[0]
  return request.method === "GET" && (mode === undefined || mode === "navigate") && path === "/"
}

const no = (code: ErrorCode, message: string): Refusal => ({ ok: false, code, message })
const shown = (value: string | string[] | undefined) =>
  value === undefined ? "none" : JSON.stringify(value).slice(0, 100)
