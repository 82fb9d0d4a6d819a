import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { expect, test } from "vitest"

const root = resolve(import.meta.dirname, "..")
const SOURCES = ["shared/src", "server/src", "client/src"]

/** Where an import leads: a path from the top for our own files, else the package's name. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(root, resolve(dirname(join(root, file)), specifier))
  return specifier.replace(/^@forkscope\/shared\//, "shared/src/")
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

/** Imports from one room that lead where its arrow does not point. */
function straying(room: RegExp, isAllowed: (target: string, file: string) => boolean): string[] {
  return imports
    .filter(({ file, target }) => room.test(file) && !isAllowed(target, file))
    .map(({ file, target }) => `${file} imports ${target}`)
}

const startsWithAny = (target: string, ...prefixes: string[]) => prefixes.some((prefix) => target.startsWith(prefix))

test("base imports nothing", () => {
  expect(straying(/^shared\/src\/base\//, (target) => target.startsWith("shared/src/base/"))).toEqual([])
})

test("events import base and zod only", () => {
  const allowed = (target: string) => target === "zod" || startsWithAny(target, "shared/src/base", "shared/src/events")
  expect(straying(/^shared\/src\/events\//, allowed)).toEqual([])
})

test("the world imports base and events only", () => {
  const allowed = (target: string) => startsWithAny(target, "shared/src/base", "shared/src/events", "shared/src/world")
  expect(straying(/^shared\/src\/world\//, allowed)).toEqual([])
})

test("findings, histories and recordings import base, events and the world only, exports those and recordings", () => {
  const known = ["shared/src/base", "shared/src/events", "shared/src/world"]
  const finding = (target: string) => startsWithAny(target, ...known, "shared/src/findings")
  expect(straying(/^shared\/src\/findings\//, finding)).toEqual([])
  const history = (target: string) => startsWithAny(target, ...known, "shared/src/history")
  expect(straying(/^shared\/src\/history\//, history)).toEqual([])
  const recording = (target: string) => target === "zod" || startsWithAny(target, ...known, "shared/src/recording")
  expect(straying(/^shared\/src\/recording\//, recording)).toEqual([])
  const exported = (target: string) => startsWithAny(target, ...known, "shared/src/recording", "shared/src/export")
  expect(straying(/^shared\/src\/export\//, exported)).toEqual([])
})

test("scenes know the world and numbers, never React or the DOM's drawings", () => {
  const allowed = (target: string) => startsWithAny(target, "shared/src/", "client/src/scenes/", "d3-")
  expect(straying(/^client\/src\/scenes\//, allowed)).toEqual([])
})

test("only feeds and the server's socket folder import socket.io", () => {
  const elsewhere = imports.filter(
    ({ file, target }) =>
      target.startsWith("socket.io") && !startsWithAny(file, "client/src/feeds/", "server/src/socket/"),
  )
  expect(elsewhere).toEqual([])
})

test("in the server only sources, runs and the runtime library touch processes and /proc", () => {
  const mayTouch = [
    "server/src/sources/",
    "server/src/runs/",
    "server/src/multiprocessing/",
    "server/src/nodeProbe/",
    "server/src/cli/openBrowser.ts",
  ]
  const spawning = imports.filter(
    ({ file, target }) => target === "node:child_process" && !startsWithAny(file, ...mayTouch),
  )
  expect(spawning).toEqual([])
  const reading = files.filter(
    (file) =>
      file.startsWith("server/src/") &&
      !startsWithAny(file, ...mayTouch) &&
      readFileSync(join(root, file), "utf8").includes('"/proc'),
  )
  expect(reading).toEqual([])
})

test("the client and shared never import the server, and the library never imports what needs a server", () => {
  expect(imports.filter(({ file, target }) => !file.startsWith("server/") && target.startsWith("server/"))).toEqual([])
  const allowed = (target: string) => startsWithAny(target, "node:", "server/src/multiprocessing/", "shared/src/")
  expect(straying(/^server\/src\/multiprocessing\//, allowed)).toEqual([])
})
