import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, expect, test } from "vitest"

const root = resolve(import.meta.dirname, "..")
const SOURCES = ["shared/src", "server/src", "server/multiprocessing/src", "server/probes", "client/src"]

/** The folder that each workspace's name stands for. */
const WORKSPACES: readonly (readonly [name: RegExp, path: string])[] = [
  [/^@forkscope\/shared\/(.*)$/, "shared/src/$1/index.ts"],
  [/^@forkscope\/multiprocessing$/, "server/multiprocessing/src/index.ts"],
  [/^@forkscope\/multiprocessing\/(.*)$/, "server/multiprocessing/src/$1"],
]

/** The target of an import: for our own files the path from the project's root, else the package's name. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(root, resolve(dirname(join(root, file)), specifier))
  for (const [name, path] of WORKSPACES) if (name.test(specifier)) return specifier.replace(name, path)
  return specifier
}

/** `import … from "x"`, `export … from "x"`, `import "x"`, or a dynamic `import("x")`. */
const IMPORT = /^(?:(?:import|export|\}).*?from |import )"([^"]+)"|import\("([^"]+)"\)/gm

const files = SOURCES.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`),
)
const imports = files.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(IMPORT)].map(([, statement, call]) => ({
    file,
    target: targetOf(file, statement ?? call ?? ""),
  })),
)

/** The room of a file: its folder. Each file directly below `src` is a room of its own. */
function roomOf(file: string): string {
  return /^(?:server\/multiprocessing\/src|server\/probes|\w+\/src)\/[^/]+/.exec(file)?.[0] ?? file
}

const isOurs = (target: string) => SOURCES.some((folder) => target.startsWith(`${folder}/`))

/** The other rooms and the packages that the files of a room may import. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "shared/src/base": [],
  "shared/src/events": ["shared/src/base", "zod"],
  "shared/src/world": ["shared/src/base", "shared/src/events", "zod"],
  "shared/src/names": ["shared/src/base", "shared/src/events", "shared/src/world"],
  "shared/src/findings": ["shared/src/base", "shared/src/events", "shared/src/world", "shared/src/names", "i18next"],
  "shared/src/history": ["shared/src/base", "shared/src/events", "shared/src/world"],
  "shared/src/recording": ["shared/src/base", "shared/src/events", "shared/src/world", "zod"],
  "shared/src/export": [
    "shared/src/base",
    "shared/src/events",
    "shared/src/world",
    "shared/src/recording",
    "shared/src/names",
    "shared/src/history",
  ],
  "shared/src/socket": ["shared/src/base", "shared/src/events", "shared/src/world", "zod"],
  "server/src/sources": ["shared/src/", "server/multiprocessing/src/observe", "server/probes", "node:", "zod"],
  "server/src/containment": ["node:", "pino"],
  "server/probes/node": ["server/multiprocessing/src", "shared/src/events", "node:", "acorn"],
  "client/src/scenes": ["shared/src/", "d3-"],
  "client/src/diagrams": [
    "shared/src/",
    "client/src/scenes",
    "client/src/motion",
    "client/src/format",
    "client/src/theme",
    "@mantine/hooks",
    "d3-",
    "i18next",
    "react",
  ],
}

describe("imports follow the arrows", () => {
  test.each(Object.entries(ARROWS))("of %s", (room, allowed) => {
    const inRoom = imports.filter(({ file }) => file.startsWith(`${room}/`))
    expect(inRoom.length).toBeGreaterThan(room === "shared/src/base" ? 0 : 1)
    const straying = inRoom.filter(
      ({ target }) => !target.startsWith(`${room}/`) && !allowed.some((prefix) => target.startsWith(prefix)),
    )
    expect(straying).toEqual([])
  })

  test("from no workspace into the server, and from the runtime library into nothing but Node", () => {
    const intoServer = imports.filter(({ file, target }) => !file.startsWith("server/") && target.startsWith("server/"))
    expect(intoServer).toEqual([])
    const fromLibrary = imports.filter(
      ({ file, target }) =>
        file.startsWith("server/multiprocessing/") && !/^(?:node:|server\/multiprocessing\/)/.test(target),
    )
    expect(fromLibrary).toEqual([])
  })

  test("to socket.io from feeds and the server's socket folder only", () => {
    const elsewhere = imports.filter(
      ({ file, target }) =>
        target.startsWith("socket.io") && !/^(?:client\/src\/feeds|server\/src\/socket)\//.test(file),
    )
    expect(elsewhere).toEqual([])
  })

  test("to child processes and /proc from sources, runs and what keeps them, and from what runs in programs", () => {
    const mayTouch =
      /^server\/(?:src\/(?:sources|runs|containment|handlers)|multiprocessing|probes)\/|^server\/src\/cli\/openBrowser\.ts$/
    const spawning = imports.filter(({ file, target }) => target === "node:child_process" && !mayTouch.test(file))
    expect(spawning).toEqual([])
    const reading = files.filter(
      (file) =>
        file.startsWith("server/") && !mayTouch.test(file) && readFileSync(join(root, file), "utf8").includes('"/proc'),
    )
    expect(reading).toEqual([])
  })
})

describe("no circle of imports", () => {
  test("between folders", () => {
    expect(circlesOf(imports.map(({ file, target }) => [roomOf(file), roomOf(target)]))).toEqual([])
  })

  test("between files", () => {
    expect(circlesOf(imports.map(({ file, target }) => [file, target]))).toEqual([])
  })
})

/** The sets of nodes that reach each other (Tarjan's strongly connected components of more than one). */
function circlesOf(edges: readonly (readonly [string, string])[]): string[][] {
  const next = new Map<string, string[]>()
  for (const [from, to] of edges) if (from !== to && isOurs(to)) next.set(from, [...(next.get(from) ?? []), to])
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  const visit = (node: string) => {
    order.set(node, order.size)
    lowest.set(node, order.size - 1)
    stack.push(node)
    for (const other of next.get(node) ?? []) {
      if (!order.has(other)) visit(other)
      if (stack.includes(other)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(other) ?? 0))
    }
    if (lowest.get(node) !== order.get(node)) return
    const circle = stack.splice(stack.indexOf(node))
    if (circle.length > 1) circles.push(circle.sort())
  }
  for (const node of next.keys()) if (!order.has(node)) visit(node)
  return circles
}
