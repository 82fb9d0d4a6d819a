import { isCommand, isOwnCode } from "@forkscope/server/src/sources/frames/ownCode.ts"
import { expect, test } from "vitest"

test.each([
  ["/home/me/my.py", true],
  ["my.py", true],
  ["/home/me/lib/tools.py", true],
  ["/home/me/python3.11/tools.py", true],
  ["/usr/lib/python3.11/queue.py", false],
  ["/usr/lib64/python3.9/multiprocessing/pool.py", false],
  ["/opt/python/lib/python3.13t/queue.py", false],
  ["/home/me/.venv/lib/python3.12/site-packages/numpy/core.py", false],
  ["/usr/lib/python3/dist-packages/apt/cache.py", false],
  ["/usr/lib/python311.zip/queue.py", false],
  ["<frozen importlib._bootstrap>", false],
  ["<string>", false],
  ["<stdin>", true],
  ["<python-input-3>", true],
  ["<attrs generated init a>", false],
  ["", false],
])("%s is own code: %s", (file, isOwn) => expect(isOwnCode(file)).toBe(isOwn))

test("code from text is own code in a program that is given as text", () => {
  expect(isOwnCode("<string>", { isCommand: true })).toBe(true)
})

test("code in a given library folder is not own, and in a folder with a similar name it is", () => {
  const program = { libraries: ["/opt/probe"] }
  expect(isOwnCode("/opt/probe/deep/hooks.py", program)).toBe(false)
  expect(isOwnCode("/opt/probe2/hooks.py", program)).toBe(true)
})

test.each([
  [["python3", "-c", "print()"], true],
  [["python3", "-cprint()"], true],
  [["python3", "-uc", "print()"], true],
  [["python3", "-u", "-X", "dev", "-Wdefault", "-W", "error", "-c", "print()"], true],
  [["python3", "-c", "from multiprocessing.spawn import spawn_main; spawn_main()", "--multiprocessing-fork"], false],
  [["python3", "my.py", "-c", "print()"], false],
  [["python3", "-m", "mine", "-c", "print()"], false],
  [["python3", "-", "-c"], false],
  [["python3", "--help-all", "-c"], false],
  [["python3", "-c"], false],
  [["python3"], false],
  [[], false],
])("%j is a program given as text: %s", (argv, is) => expect(isCommand(argv)).toBe(is))
