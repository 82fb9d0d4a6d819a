import { ignoringOption } from "@forkscope/server/src/sources/python/opaque.ts"
import { describe, expect, test } from "vitest"

describe("the option with which Python ignores the probe", () => {
  test.each([
    ["python3 -I my.py", "-I"],
    ["/usr/bin/python3.12 -u -E my.py", "-E"],
    ["python -sS my.py", "-S"],
    ["pypy3 -W ignore -X dev -I -c pass", "-I"],
    ["python3 -Wignore -BI my.py", "-I"],
  ])("is found in %s", (command, option) => {
    expect(ignoringOption(command.split(" "))).toBe(option)
  })

  test.each([
    ["python3 my.py -I"],
    ["python3 -c code -S"],
    ["python3 -m module -E"],
    ["python3 -W ISE my.py"],
    ["python3 -u -"],
    ["python3 --version"],
    ["grep -I x"],
    ["python3-config -I"],
  ])("is not in %s", (command) => {
    expect(ignoringOption(command.split(" "))).toBeUndefined()
  })
})
