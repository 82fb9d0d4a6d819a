import type { FastifyInstance } from "fastify"
import { refuseCommand, runCommand } from "../commands.ts"
import type { AppOptions } from "./app.ts"
import { refuse, sendRefusal } from "./refuse.ts"
import { type Access, bearerToken } from "./tokens.ts"

declare module "fastify" {
  interface FastifyRequest {
    access: Access
  }
}

/** `/api`: commands by POST, the list of runs, and a sign of life. Everything but the last wants a token. */
export async function addApi(api: FastifyInstance, { desk, runs, accessOf }: AppOptions): Promise<void> {
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
    guarded.post<{ Params: { name: string } }>(
      "/commands/:name",
      {
        // Refusals that need no body come before it is read.
        onRequest: async (request, reply) => {
          const refusal = refuseCommand(desk, request.params.name, request.access === "act")
          if (refusal) return sendRefusal(reply, refusal)
          if (!isJson(request.headers["content-type"])) {
            return refuse(reply, "JSON_ONLY", "Expected Content-Type application/json.")
          }
        },
      },
      async (request, reply) => {
        const answer = await runCommand(desk, request.params.name, request.body, request.access === "act")
        return answer.ok ? answer : sendRefusal(reply, answer)
      },
    )
  })
}

const isJson = (type: string | undefined) => /^application\/json\s*(;|$)/i.test(type ?? "")
