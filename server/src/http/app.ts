import { createServer } from "node:http"
import fastifyStatic from "@fastify/static"
import type { ErrorCode } from "@forkscope/shared/socket"
import Fastify, { type FastifyBaseLogger, LogController } from "fastify"
import { addApi } from "./api.ts"
import type { AppOptions } from "./appOptions.ts"
import { securityHeaders } from "./headers.ts"
import { refusalResponse, refuse } from "./refuse.ts"
import { ownHost, refuseAtDoor } from "./requestGuard.ts"

/** Bytes of a request's body; a program with its files may be larger, see `api.ts`. */
const BODY_LIMIT = 64 * 1024

/** The HTTP side: the page's files, the commands and two small queries, all behind the request guard. */
export function createApp(options: AppOptions) {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    logController: new LogController({ disableRequestLogging: true }),
    loggerInstance: options.logger as FastifyBaseLogger,
    // The request guard runs before Fastify, not in a hook, so that no route, error path or malformed address bypasses
    // it.
    serverFactory: (handle) => {
      const server = createServer(TIMEOUTS, (request, response) => {
        const refusal = refuseAtDoor(request)
        if (refusal) {
          const { status, headers, body } = refusalResponse(request, refusal)
          response.writeHead(status, { ...headers, Connection: "close" }).end(body)
          return
        }
        for (const [name, value] of Object.entries(securityHeaders(ownHost(request)))) response.setHeader(name, value)
        handle(request, response)
      })
      server.maxConnections = 256
      server.keepAliveTimeout = 5000
      return server
    },
    frameworkErrors: (error, _request, reply) => refuse(reply, "INVALID", error.message),
  })
  app.removeContentTypeParser("text/plain")
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal.code === "INTERNAL") request.log.error({ err: error, url: request.url }, "a request failed")
    return refuse(reply, refusal.code, refusal.message)
  })
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, "NOT_FOUND", `Expected a known address, got ${request.method} ${request.url.slice(0, 200)}.`),
  )
  app.register(addApi, { prefix: "/api", ...options })
  app.register(fastifyStatic, {
    root: options.clientDir,
    cacheControl: false,
    dotfiles: "ignore",
    decorateReply: false,
    setHeaders: (response, path) => {
      // The names of these files contain a hash of their content.
      const isHashed = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/.test(path)
      response.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-store")
    },
  })
  return app
}

/** Milliseconds: a client that sends its request very slowly is disconnected. */
const TIMEOUTS = { headersTimeout: 5000, requestTimeout: 10_000, connectionsCheckingInterval: 1000 }

/** Fastify's own errors as refusals. */
function refusalOf(error: Error & { code?: string; statusCode?: number }): { code: ErrorCode; message: string } {
  if (error.statusCode === 413)
    return { code: "TOO_LARGE", message: "Expected a smaller body: 64 kB at most, and 1 MB for a program." }
  if (error.statusCode === 415) return { code: "JSON_ONLY", message: "Expected Content-Type application/json." }
  if (error.statusCode === 404) return { code: "NOT_FOUND", message: "Expected a known address." }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return { code: "INVALID", message: `Expected a body of JSON: ${error.message}` }
  }
  return { code: "INTERNAL", message: "The server failed; its log says why." }
}
