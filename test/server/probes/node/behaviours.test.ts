import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { BEHAVIOURS } from "./behaviours.ts"
import { bundleProbe, runBare, runObserved } from "./observed.ts"

let probe: Awaited<ReturnType<typeof bundleProbe>>
let folder: string
beforeAll(async () => {
  probe = await bundleProbe()
  folder = mkdtempSync(join(tmpdir(), "behaviours-"))
})
afterAll(() => {
  probe.remove()
  rmSync(folder, { recursive: true })
})

test.each(BEHAVIOURS)("is as without the probe: $name", async ({ name, source }) => {
  const program = join(folder, `${BEHAVIOURS.findIndex((one) => one.name === name)}.cjs`)
  writeFileSync(
    program,
    `const say = (...values) => console.log(JSON.stringify(values.length > 1 ? values : values[0]))\n${source}\n`,
  )
  const bare = await runBare([program])
  expect(bare.stdout).not.toBe("")
  const { code, stdout, stderr } = await runObserved(probe.file, [program])
  expect({ code, stdout, stderr }).toEqual(bare)
})
