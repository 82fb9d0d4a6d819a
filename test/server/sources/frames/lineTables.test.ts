import { execFileSync } from "node:child_process"
import { fromLinetable, fromLnotab, fromLocations, NO_LINE } from "@forkscope/server/src/sources/frames/lineTables.ts"
import { expect, test } from "vitest"
import { installedPythons } from "./pythons.ts"
import { programFile } from "./watching.ts"

interface Table {
  first: number
  table: string
  ranges: [start: number, end: number, line: number | null][]
}

test.each(installedPythons())(
  "each instruction of some modules is on the line that Python $version gives it",
  (python) => {
    const decode = python.minor === 9 ? fromLnotab : python.minor === 10 ? fromLinetable : fromLocations
    const output = execFileSync(python.path, [programFile("lines.py")], { encoding: "utf8", maxBuffer: 1 << 28 })
    let instructions = 0
    for (const text of output.trim().split("\n")) {
      const { first, table, ranges }: Table = JSON.parse(text)
      const lines = decode(Buffer.from(table, "hex"), first)
      expect(lines.at(-2)).toBe(first)
      for (const [start, end, line] of ranges)
        for (let at = start; at < end; at += 2, instructions++)
          if (lines.at(at) !== (line ?? NO_LINE))
            expect.fail(`at ${at}: expected ${line}, got ${lines.at(at)} in ${text}`)
    }
    expect(instructions).toBeGreaterThan(20_000)
  },
)

test("an inconsistent table gives some lines, and does not throw", () => {
  for (const decode of [fromLnotab, fromLinetable, fromLocations])
    for (const bytes of [[], [0x80], [0xf7], [0xff, 0xff, 0xff], [0x7f, 0x7f, 0x7f]])
      expect(decode(Buffer.from(bytes), 1).at(1000)).toBeTypeOf("number")
})
