import { fileURLToPath } from "node:url"
import type { ProcessEntity } from "@forkscope/shared/world"
import { violations } from "@forkscope/shared/world"
import { afterAll, beforeAll, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import type { Run } from "../../../server/src/runs/run.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { python } from "../../support/pythons.ts"

/*
 * Processes that live for less than a tick. The kernel tells of them only to those with CAP_NET_ADMIN.
 */

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: process.env.HOME ?? "/" }
const isPermitted = process.getuid?.() === 0
let runs: Runs

beforeAll(async () => {
  runs = new Runs(await Warden.start({ script }), limitsWith({}))
})
afterAll(() => runs.close())

/** Runs a line of shell to its end. */
async function ended(line: string): Promise<{ run: Run; processes: ProcessEntity[] }> {
  const run = await runs.start({ name: "test", kind: "program", argv: ["sh", "-c", line], env, cwd: "/" })
  await run.ended
  expect(violations(run.log.world)).toEqual([])
  return { run, processes: Object.values(run.log.world.processes) }
}

/** Whether it executed /bin/true. On a busy machine it may have ended before we could read its arguments. */
const isTrue = ({ comm, argv }: ProcessEntity) => comm === "true" || /^(\/bin\/)?true$/.test(argv[0] ?? "")

test.runIf(isPermitted)(
  "each process is seen, however short it lives, with its command, parent and exit code",
  async () => {
    const { processes } = await ended("i=0; while [ $i -lt 300 ]; do /bin/true $i; i=$((i+1)); done; sh -c 'exit 7'; :")
    const [shell] = processes
    const brief = processes.filter(isTrue)
    expect(brief).toHaveLength(300)
    expect(brief.every(({ parent, exitCode }) => parent === shell?.id && exitCode === 0)).toBe(true)
    expect(processes.filter(({ exitCode }) => exitCode === 7)).toMatchObject([{ parent: shell?.id }])
    expect(processes).toHaveLength(302)
  },
)

test.runIf(isPermitted)("a process is below its parent, also where both are over before they are seen", async () => {
  const { processes } = await ended("for i in 1 2 3; do sh -c '/bin/true; exit 3'; done; :")
  const deep = processes.filter(isTrue)
  const parents = deep.map(({ parent }) => processes.find(({ id }) => id === parent))
  expect(parents.map((parent) => parent?.exitCode)).toEqual([3, 3, 3])
  expect(new Set(parents).size).toBe(3)
})

test.runIf(isPermitted)("of each process the largest memory and the time on a CPU are known at its end", async () => {
  const { run, processes } = await ended("perl -e 'my $x = \"x\" x 3e7; 1 while times < 0.2'; :")
  const perl = processes.find(({ argv }) => argv[0] === "perl")
  expect(perl?.peak).toBeGreaterThan(30_000)
  expect(perl?.peak).toBeLessThan(100_000)
  expect(run.log.world.run?.ended?.cpu).toBeGreaterThan(200_000)
})

test.runIf(isPermitted)(
  "a brief child that the probe reports too is one process, with its PID and exit code",
  async () => {
    const code = "import subprocess\nfor _ in range(30): subprocess.run(['sh', '-c', 'exit 3'])"
    const { processes } = await ended(`"${python().path}" -c "${code}"; :`)
    const children = processes.filter(({ site }) => site !== null)
    expect(children).toHaveLength(30)
    expect(children.every(({ pid, exitCode }) => pid !== null && exitCode === 3)).toBe(true)
    expect(processes).toHaveLength(32)
  },
)

/** µs by which a process may be said to begin late: where it is found before its event is read, the kernel counts so. */
const COUNTED = 10_000

test.runIf(isPermitted)("a child begins after the one before it has ended, and lasts as long as it slept", async () => {
  const { processes } = await ended("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.05; done; :")
  const [, ...children] = processes.toSorted((a, b) => (a.spawnedAt ?? 0) - (b.spawnedAt ?? 0))
  expect(children).toHaveLength(10)
  for (const [place, { spawnedAt, exitedAt }] of children.entries()) {
    expect(spawnedAt).toBeGreaterThanOrEqual(children[place - 1]?.exitedAt ?? 0)
    expect((exitedAt ?? 0) - (spawnedAt ?? 0)).toBeGreaterThanOrEqual(50_000 - COUNTED)
  }
})
