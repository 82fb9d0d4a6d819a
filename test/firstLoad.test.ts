import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"

const client = fileURLToPath(new URL("../dist/client/", import.meta.url))
/** Bytes after gzip: what a viewer on a slow connection waits for. */
const MOST = 300_000

test("the scripts and styles of the built page's first load are small", () => {
  const html = readFileSync(`${client}index.html`, "utf8")
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, path = ""]) => path)
  expect(named.length).toBeGreaterThan(5)
  const sizes = named.map((path) => gzipSync(readFileSync(client + path)).length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST)
})
