import { createReadStream, statSync } from "node:fs"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { CommandError, refuseCommand, runCommand } from "../commands/commands.ts"
import type { AppOptions } from "./appOptions.ts"
import { refuse, sendRefusal } from "./refuse.ts"
import { type Access, bearerToken } from "./tokens.ts"

declare module "fastify" {
  interface FastifyRequest {
    access: Access
  }
}

/**
 * `/api`: commands by POST, the list of runs, files of recordings, the page that a recording is saved in, and a health
 * check. All but the health check need a token.
 */
export async function addApi(
  api: FastifyInstance,
  { commandContext, runs, recordings, accessOf, standalonePage }: AppOptions,
): Promise<void> {
  api.decorateRequest("access", "watch")
  api.addHook("onRequest", async (_request, reply) => {
    reply.header("Cache-Control", "no-store")
  })
  api.get("/health", async () => ({ ok: true }))

  await api.register(async (guarded) => {
    guarded.addHook("onRequest", async (request, reply) => {
      const access = accessOf(bearerToken(request.headers.authorization))
      if (access === null) {
        return refuse(reply, "UNAUTHENTICATED", "Expected Authorization: Bearer with the token of this server.")
      }
      request.access = access
    })
    guarded.get("/runs", async () => runs.list())
    guarded.get("/recordings/:id", async (request, reply) => {
      const { id } = request.params as { id: string }
      try {
        const { from = "0" } = request.query as { from?: unknown }
        if (typeof from !== "string" || !/^\d{1,15}$/.test(from))
          return refuse(reply, "INVALID", "Expected from to be a number of bytes.")
        const path = await recordings?.fileOf(id, request.access === "act")
        if (!path) return refuse(reply, "NOT_FOUND", "Expected a server that records its runs.")
        // The file is complete up to here; while the run goes on, the recorder is already writing the next part.
        const { size } = statSync(path)
        reply.type("application/octet-stream")
        if (Number(from) >= size) return reply.send(Buffer.alloc(0))
        return reply.send(createReadStream(path, { start: Number(from), end: size - 1 }))
      } catch (error) {
        if (error instanceof CommandError) return sendRefusal(reply, error.refusal)
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
        return refuse(reply, "NOT_FOUND", "Expected the recording's file; it has been removed.")
      }
    })
    // Sent as octet-stream: shown as a page at this address, it would have our own origin.
    guarded.get("/standalone", async (_request, reply) =>
      reply.type("application/octet-stream").send(createReadStream(standalonePage)),
    )
    const answerCommand = (path: string, nameOf: (request: FastifyRequest) => string, limits: { bodyLimit?: number }) =>
      guarded.post(
        path,
        {
          ...limits,
          // Refuse what can be refused without a body before the body is read.
          onRequest: async (request, reply) => {
            const refusal = refuseCommand(commandContext, nameOf(request), request.access === "act")
            if (refusal) return sendRefusal(reply, refusal)
            if (!isJson(request.headers["content-type"])) {
              return refuse(reply, "JSON_ONLY", "Expected Content-Type application/json.")
            }
          },
        },
        async (request, reply) => {
          const answer = await runCommand(commandContext, nameOf(request), request.body, request.access === "act")
          return answer.ok ? answer : sendRefusal(reply, answer)
        },
      )
    answerCommand("/commands/:name", ({ params }) => (params as { name: string }).name, {})
    answerCommand("/commands/program.start", () => "program.start", { bodyLimit: PROGRAM_LIMIT })
  })
}

/** Bytes of a program with its files: 200 000 characters of up to three bytes each, and the JSON syntax. */
const PROGRAM_LIMIT = 1024 * 1024

const isJson = (type: string | undefined) => /^application\/json\s*(;|$)/i.test(type ?? "")
