/**
 * `npm run bench -- programs`: how much longer whole programs take under `forkscope run --headless`, our own start and
 * end included. Bare and observed take turns, in an order that alternates, so that other load slows both alike.
 *
 * It needs what `npm run test:real` installs: Debian's packages, and npm's in /var/tmp/forkscope-real.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const command = fileURLToPath(new URL("../../dist/server/forkscope", import.meta.url))
const TOOLS = "/var/tmp/forkscope-real/node_modules/.bin"
const GOAL = 1.1
const ROUNDS = 3

/** Each takes about ten seconds on two cores. `clean` runs before each turn. */
const programs = [
  {
    name: "make -j4",
    prepare: `for i in $(seq 60); do { echo '#include <stdio.h>'
for k in $(seq 150); do echo "int f\${i}_$k(int x) { int s = 0; for (int n = 0; n < x; n++) s += n * $k; return s; }"; done; } > f$i.c; done
echo 'int main(void) { return 0; }' > main.c
printf 'OBJ := $(patsubst %%.c,%%.o,$(wildcard *.c))\\nprog: $(OBJ)\\n\\tgcc -o $@ $^\\n%%.o: %%.c\\n\\tgcc -O2 -c -o $@ $<\\n' > Makefile`,
    clean: "rm -f *.o prog",
    run: "make -s -j4",
  },
  {
    name: "webpack",
    prepare: `mkdir src; for i in $(seq 2500); do
echo "export const a$i = (x) => { const list = [x, $i]; return list.map((n) => n * $i).filter(Boolean) }" > src/m$i.js
echo "import { a$i } from './m$i.js'; console.log(a$i($i))"; done > src/index.js`,
    clean: "rm -rf dist",
    run: "webpack --mode production >/dev/null",
  },
  {
    name: "vitest",
    prepare: `for i in $(seq 40); do
printf 'import { expect, test } from "vitest"\\ntest("t", () => { let s = 0; for (let n = 0; n < 2e8; n++) s += n; expect(s).toBeGreaterThan(1) })\\n' > a$i.test.mjs; done`,
    clean: ":",
    run: "vitest run --reporter=dot >/dev/null 2>&1",
  },
  {
    name: "pytest -n 4",
    prepare: `for i in $(seq 8); do
printf 'import pytest\\n@pytest.mark.parametrize("n", range(50))\\ndef test_n(n): assert sum(range(1500000)) > n\\n' > test_$i.py; done`,
    clean: ":",
    run: "/usr/bin/python3 -m pytest -q -n 4 -p no:cacheprovider >/dev/null",
  },
  {
    name: "sphinx -j 2",
    prepare: `echo "project = 'p'" > conf.py
for i in $(seq 300); do { printf "Page $i\\n=======\\n\\n"; for k in $(seq 40); do printf "Part $k\\n-------\\n\\n*text* of \`\`$k\`\`\\n\\n- a\\n- b\\n\\n"; done; } > p$i.rst; done
printf "Index\\n=====\\n\\n.. toctree::\\n   :glob:\\n\\n   p*\\n" > index.rst`,
    clean: "rm -rf out",
    run: "/usr/bin/python3 -m sphinx -q -j 2 -b html . out",
  },
]

export default function bench() {
  for (const program of programs) {
    const cwd = mkdtempSync(join(tmpdir(), "forkscope-bench-"))
    try {
      shell(program.prepare, cwd)
      const rounds = Array.from({ length: ROUNDS }, (_, round) => turns(program, cwd, round % 2 === 0))
      const bare = mean(rounds.map((round) => round.bare))
      const ratios = rounds.map((round) => round.watched / round.bare)
      const ratio = mean(rounds.map((round) => round.watched)) / bare
      const error = Math.sqrt(mean(ratios.map((one) => (one - ratio) ** 2)) / (ROUNDS - 1))
      const verdict = ratio <= GOAL ? "met" : ratio - error <= GOAL ? "missed by less than the error" : "missed"
      console.log(
        `  ${program.name.padEnd(14)} ${ratio.toFixed(2)} ± ${error.toFixed(2)} × (goal ≤ ${GOAL} ×, ${verdict}; ${ROUNDS} rounds, bare ${bare.toFixed(1)} s)`,
      )
    } finally {
      rmSync(cwd, { recursive: true, force: true })
    }
  }
}

/** @returns the seconds of a bare and of an observed run. */
function turns({ clean, run }, cwd, isBareFirst) {
  const seconds = {}
  for (const which of isBareFirst ? ["bare", "watched"] : ["watched", "bare"]) {
    shell(clean, cwd)
    const start = process.hrtime.bigint()
    shell(run, cwd, which === "bare" ? [] : [command, "run", "--headless", "--no-record", "--"])
    seconds[which] = Number(process.hrtime.bigint() - start) / 1e9
  }
  return seconds
}

function shell(script, cwd, before = []) {
  const [first, ...rest] = [...before, "sh", "-c", script]
  const env = { ...process.env, PATH: `${TOOLS}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: "1" }
  const { status } = spawnSync(first, rest, { cwd, env, stdio: ["ignore", "ignore", "ignore"] })
  if (status !== 0) throw new Error(`Expected exit code 0, got ${status}: ${before.join(" ")} ${script.slice(0, 200)}`)
}

const mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length
