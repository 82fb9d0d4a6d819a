import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { installPackages } from "./packages.ts"
import { PROGRAMS, type RealProgram } from "./programs.ts"
import { processesIn } from "./strace.ts"

/*
 * Programs that others wrote have the same exit code and the same output with and without Forkscope, and Forkscope sees
 * the processes that strace counts: all of them as root, 95 % as another user.
 */

const COMMAND = fileURLToPath(new URL("../../dist/server/forkscope", import.meta.url))
const isRoot = process.getuid?.() === 0
const NOBODY = 65534
/** Where npm's packages are kept between two runs of these tests. */
const CACHE = "/var/tmp/forkscope-real"
const SHARE = 0.95
const LONGEST = 120_000

type User = "root" | "a user"
interface Outcome {
  readonly exit: number | null
  readonly output: string
}

let folder: string
/** The processes of strace itself. */
let own = 0
/** By program and user, for the summary: what strace counts and what we see. */
const figures: string[] = []

beforeAll(() => {
  // Another user has to reach it.
  chmodSync(tmpdir(), 0o711)
  folder = mkdtempSync(join(tmpdir(), "forkscope-real-"))
  chmodSync(folder, 0o755)
  installPackages(["strace", "util-linux", ...PROGRAMS.flatMap((program) => program.packages ?? [])])
  mkdirSync(CACHE, { recursive: true })
  const npm = PROGRAMS.flatMap((program) => program.npm ?? [])
  const nothing = traced({ name: "nothing", run: ":" }, "root", OBSERVED)
  own = seenIn(nothing.errors) - nothing.counted
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", CACHE, ...npm], {
    stdio: "ignore",
  })
}, 1_800_000)
afterAll(() => {
  console.info(figures.join("\n"))
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the program in a folder of its own, below another command. */
function outcome(program: RealProgram, user: User, below: readonly string[] = []): Outcome & { errors: string } {
  const cwd = mkdtempSync(join(folder, "run-"))
  chmodSync(cwd, 0o755)
  if (isRoot && user === "a user") chownSync(cwd, NOBODY, NOBODY)
  const env = {
    PATH: `${join(CACHE, "node_modules/.bin")}:${process.env.PATH}`,
    HOME: cwd,
    TMPDIR: cwd,
    XDG_DATA_HOME: join(cwd, ".data"),
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
  }
  const as = isRoot && user === "a user" ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : []
  const shell = (script: string, ...before: string[]) => {
    const [first = "", ...rest] = [...as, ...before, "sh", "-c", script]
    return spawnSync(first, rest, { cwd, env, encoding: "utf8", timeout: LONGEST, stdio: ["ignore", "pipe", "pipe"] })
  }
  if (program.prepare) expect(shell(program.prepare)).toMatchObject({ status: 0 })
  const { status, stdout, stderr } = shell(program.run, ...below)
  const lines = stdout
    .replaceAll(cwd, "·")
    .replace(program.varies ?? /$^/g, "·")
    .split("\n")
  const output = (program.isUnordered ? lines.sort() : lines).join("\n")
  rmSync(cwd, { recursive: true, force: true })
  return { exit: status, output, errors: stderr }
}

const OBSERVED = [COMMAND, "run", "--headless", "--no-record", "--"]
const seenIn = (errors: string) => Number(/forkscope: .*?(\d+) process/.exec(errors)?.[1])

/** Runs it below strace; with other commands around that. */
function traced(program: RealProgram, user: User, around: readonly string[]): { errors: string; counted: number } {
  const trace = join(mkdtempSync(join(folder, "trace-")), "trace")
  chmodSync(join(trace, ".."), 0o777)
  const { errors } = outcome(program, user, [...around, "strace", "-f", "-qq", "-e", "trace=process", "-o", trace])
  return { errors, counted: processesIn(readFileSync(trace, "utf8")) }
}

const users: User[] = isRoot ? ["root", "a user"] : ["a user"]
describe.each(users)("as %s", (user) => {
  describe.each(PROGRAMS.filter(({ isForUsersOnly }) => user === "a user" || !isForUsersOnly))("$name", (program) => {
    test("has the same exit code and output as bare", () => {
      const { errors: _, ...bare } = outcome(program, user)
      const { errors, ...observed } = outcome(program, user, OBSERVED)
      expect(observed).toEqual(bare)
      expect(errors).toContain("forkscope: ")
    })

    test.runIf(user === "root")("is seen with every process that strace counts in the same run", () => {
      const { errors, counted } = traced(program, user, OBSERVED)
      const seen = seenIn(errors) - own
      figures.push(`${user}  ${program.name}: ${seen} of ${counted}`)
      expect(seen).toBe(counted)
    })

    test.runIf(user === "a user")("is seen with 95 % of the processes that strace counts", () => {
      const { counted } = traced(program, user, [])
      const seen = seenIn(outcome(program, user, OBSERVED).errors)
      figures.push(`${user}  ${program.name}: ${seen} of ${counted}`)
      // Of programs that make as many processes as they happen to need, two runs are no measure.
      expect(seen).toBeGreaterThanOrEqual(program.isElastic ? 1 : SHARE * counted)
    })
  })
})
