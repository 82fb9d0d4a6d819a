import { createServer } from "node:http"
import fastifyStatic from "@fastify/static"
import { type Refusal, refusal } from "@forkscope/shared/socket"
import Fastify, { type FastifyBaseLogger, LogController } from "fastify"
import { addApi } from "./api.ts"
import type { AppOptions } from "./appOptions.ts"
import { securityHeaders } from "./headers.ts"
import { refusalResponse, refuse, sendRefusal } from "./refuse.ts"
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
        const refused = refuseAtDoor(request)
        if (refused) {
          const { status, headers, body } = refusalResponse(request, refused)
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
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const answer = refusalOf(error)
    if (answer.code === "INTERNAL") request.log.error({ err: error, url: request.url }, "a request failed")
    return sendRefusal(reply, answer)
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
function refusalOf({ statusCode = 500, message }: Error & { statusCode?: number }): Refusal {
  if (statusCode === 413) return refusal("TOO_LARGE", "Expected a smaller body: 64 kB at most, and 1 MB for a program.")
  if (statusCode === 415) return refusal("JSON_ONLY", "Expected Content-Type application/json.")
  if (statusCode === 404) return refusal("NOT_FOUND", "Expected a known address.")
  if (statusCode >= 400 && statusCode < 500) return refusal("INVALID", `Expected a body of JSON: ${message}`)
  return refusal("INTERNAL", "The server failed; its log says why.")
}
