import type { IncomingMessage } from "node:http"
import { type Refusal, refusal } from "@forkscope/shared/socket"

/**
 * Decides whether a request is accepted at all, by its headers alone, before its path or body is read.
 *
 * Every HTTP request and every WebSocket handshake passes here. It stops pages of other origins (`Origin`,
 * `Sec-Fetch-Site`) and pages whose host name was rebound to 127.0.0.1 (`Host`): both reach a server on localhost
 * through the user's own browser. Null: accepted.
 */
export function refuseAtDoor(request: IncomingMessage): Refusal | null {
  const host = ownHost(request)
  if (host === null) {
    return refusal("BAD_HOST", `Expected Host ${hostsOf(request).join(" or ")}, got ${shown(request.headers.host)}.`)
  }
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${host}`) {
    return refusal("BAD_ORIGIN", `Expected Origin http://${host} or none, got ${shown(origin)}.`)
  }
  const site = request.headers["sec-fetch-site"]
  if (site === undefined || site === "same-origin") return null
  if (site === "none" && isNavigationToPage(request)) return null
  return refusal("CROSS_SITE", `Expected Sec-Fetch-Site same-origin, got ${shown(site)}.`)
}

/**
 * The host that the request names, if it is one of ours: `127.0.0.1:PORT` or `localhost:PORT`. Browsers never resolve
 * `localhost` through DNS, so it cannot be rebound; an Origin must then have exactly the same host.
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

/** `none` means that the user typed or opened the address, which is only accepted for the page itself. */
function isNavigationToPage(request: IncomingMessage): boolean {
  const mode = request.headers["sec-fetch-mode"]
  const path = request.url?.split("?", 1)[0]
  return request.method === "GET" && (mode === undefined || mode === "navigate") && path === "/"
}

const shown = (value: string | string[] | undefined) =>
  value === undefined ? "none" : JSON.stringify(value).slice(0, 100)
