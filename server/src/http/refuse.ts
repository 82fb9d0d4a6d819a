import { type IncomingMessage, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { ERROR_STATUS, type ErrorCode, type Refusal, refusal } from "@forkscope/shared/socket"
import type { FastifyReply } from "fastify"
import { securityHeaders } from "./headers.ts"
import { ownHost } from "./requestGuard.ts"

/** Status, headers and body of a refusal, the same on every path. */
export function refusalResponse(request: IncomingMessage, refusal: Refusal) {
  const body = JSON.stringify(refusal)
  const headers: Record<string, string> = {
    ...securityHeaders(ownHost(request)),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    ...(refusal.code === "UNAUTHENTICATED" ? { "WWW-Authenticate": "Bearer" } : {}),
  }
  return { status: ERROR_STATUS[refusal.code], headers, body }
}

/** Answers a WebSocket handshake with a plain HTTP response, and closes the connection. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex, refusal: Refusal): void {
  const { status, headers, body } = refusalResponse(request, refusal)
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}`)
  // The client may close the connection before the answer: that is no error of the server.
  socket.on("error", () => socket.destroy())
  const answer = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n")
  socket.end(answer, () => socket.destroy())
}

/** Answers a request with a refusal. */
export function refuse(reply: FastifyReply, code: ErrorCode, message: string): FastifyReply {
  return sendRefusal(reply, refusal(code, message))
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  reply.code(ERROR_STATUS[refusal.code]).header("Cache-Control", "no-store")
  if (refusal.code === "UNAUTHENTICATED") reply.header("WWW-Authenticate", "Bearer")
  return reply.send(refusal)
}
