/**
 * Stands in for the server in tests that kill it: through the warden it starts each program of its argument (a JSON
 * list of argv) on a terminal, and prints when that is done.
 */
import { fileURLToPath } from "node:url"
import { createViteServer } from "vitest/node"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const vite = await createViteServer({
  root,
  configFile: false,
  appType: "custom",
  logLevel: "error",
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
})
const { Warden } = await vite.ssrLoadModule("/server/src/containment/warden.ts")
const { openTerminal } = await vite.ssrLoadModule("/server/src/runs/terminal.ts")
const warden = await Warden.start({ script: `${root}/server/src/containment/supervisor.pl` })
const env = { PATH: process.env.PATH, HOSTILE: process.env.HOSTILE }
let run = 0
for (const argv of JSON.parse(process.argv[2])) {
  const { slavePath } = openTerminal({ cols: 80, rows: 24, onOutput() {} })
  await warden.launch({ run: `r${run++}`, argv, env, cwd: root, terminal: slavePath })
}
console.log("launched")
