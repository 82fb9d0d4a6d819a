import { expect, test } from "vitest"
import { Stat } from "../../../../server/src/sources/kernel/stat.ts"

/** A stat line in which each field from the fourth on is its own number. */
function line(name: string, state = "S"): Buffer {
  const fields = Array.from({ length: 49 }, (_, index) => (index + 4 === 8 ? -1 : index + 4))
  return Buffer.from(`1234 (${name}) ${state} ${fields.join(" ")}\n`)
}

function parse(bytes: Buffer): Stat {
  const stat = new Stat(bytes)
  expect(stat.parse(bytes.length)).toBe(true)
  return stat
}

test.each(["sleep", "a) R 1 (b", "two words", "new\nline", "((", "))", "", "漢字"])("a name may be %j", (name) => {
  const stat = parse(line(name, "Z"))
  expect(stat.name()).toBe(name)
  expect(String.fromCharCode(stat.state)).toBe("Z")
  expect(stat.ppid).toBe(4)
})

test("each field has its number in proc(5)", () => {
  const stat = parse(line("x"))
  expect({ ...stat, buffer: undefined }).toEqual({
    buffer: undefined,
    state: "S".charCodeAt(0),
    ppid: 4,
    reapedTicks: 16 + 17,
    ticks: 14 + 15,
    threads: 20,
    startTime: 22,
    rssPages: 24,
    startCode: 26,
    endCode: 27,
    startStack: 28,
    core: 39,
    exitStatus: 52,
  })
})

test("addresses keep all their digits", () => {
  const bytes = Buffer.from(`1 (x) S ${Array.from({ length: 49 }, () => "140737488347136").join(" ")}\n`)
  expect(parse(bytes).startStack).toBe(140737488347136)
})

test("a line that is not a stat line is refused", () => {
  for (const text of ["", "1234", "1234 (cut", ") S 1 ("]) {
    const bytes = Buffer.from(text)
    expect(new Stat(bytes).parse(bytes.length)).toBe(false)
  }
})
