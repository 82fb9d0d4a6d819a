import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import vm from "node:vm"
import { PicklingError } from "../errors.ts"
import { childPath } from "./environment.ts"

// biome-ignore lint/suspicious/noExplicitAny: a user's function takes what it takes
export type AnyFunction = (...args: any[]) => unknown
/** A function named by the module that exports it; `module` is a URL, a path or a package's name. */
export interface ExportedTarget {
  module: string
  name: string
}
export type Target = AnyFunction | ExportedTarget

/** A function as it is sent. */
export type TargetDescription =
  | { by: "reference"; module: string; name: string }
  | { by: "source"; name: string; source: string; base: string }
  | { by: "global"; object: string; name: string }

const exported = new Map<unknown, ExportedTarget>()
const builtIns = { console, Math, JSON, Object, Array, String, Number, Date } as unknown as Record<
  string,
  Record<string, unknown>
>

/**
 * Registers a module's functions, so that child processes import the module instead of getting source text: they then
 * see the module's own variables and imports.
 *
 * @param module URL or path of the module, usually `import.meta.url`
 * @param namespace its exports: an object of functions by name
 */
export function exportTargets(module: string | URL, namespace: object): void {
  const url = String(module).startsWith("file:") ? String(module) : pathToFileURL(resolve(String(module))).href
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === "function") exported.set(value, { module: url, name })
  }
}

/** The name of a target, as Python's `__name__`. */
export function targetName(target: Target): string {
  return (typeof target === "function" ? ownName(target) : target.name) || "anonymous"
}

/**
 * Describes a function for another process: by reference when its module is registered, otherwise by its source text.
 * By source text it loses its closure: the use of a variable from outside is a ReferenceError in the child.
 *
 * @throws PicklingError for functions without source text (bound and native ones) and for classes.
 */
export function describeTarget(target: Target): TargetDescription {
  if (typeof target !== "function") {
    if (typeof target?.module === "string" && typeof target?.name === "string") {
      return { by: "reference", module: absolute(target.module), name: target.name }
    }
    throw new PicklingError(`expected a function or {module, name} as target, got ${typeof target}`)
  }
  const reference = exported.get(target)
  if (reference) return { by: "reference", ...reference }
  const source = Function.prototype.toString.call(target)
  if (/\{\s*\[native code\]\s*\}$/.test(source)) return describeBuiltIn(target)
  if (/^class\b/.test(source)) throw new PicklingError(`expected a function as target, got the class ${target.name}`)
  return { by: "source", name: targetName(target), source, base: mainFolder() }
}

/**
 * Rebuilds a function from its description.
 *
 * @param scope names it can use besides the globals and `require`: the library's own
 */
export async function loadTarget(
  description: TargetDescription,
  scope: Record<string, unknown> = {},
): Promise<AnyFunction> {
  switch (description.by) {
    case "reference":
      return importTarget(description)
    case "global":
      return builtIns[description.object]?.[description.name] as AnyFunction
    case "source":
      return compile(description, scope)
  }
}

async function importTarget({ module, name }: ExportedTarget): Promise<AnyFunction> {
  const namespace = (await import(module)) as Record<string, unknown>
  const value = namespace[name] ?? (namespace.default as Record<string, unknown> | undefined)?.[name]
  if (typeof value === "function") return value as AnyFunction
  throw new PicklingError(`expected ${module} to export a function ${name}, got ${typeof value}`)
}

function compile({ name, source, base }: { name: string; source: string; base: string }, scope: object): AnyFunction {
  const names = ["require", ...Object.keys(scope)]
  const values = [createRequire(join(base, "target.js")), ...Object.values(scope)]
  const make = (expression: string) =>
    vm.compileFunction(`return (${expression}\n)`, names, {
      filename: `<${name}>`,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })(...values)
  try {
    return make(source) as AnyFunction
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // A method's text (`count() {…}`) is an expression only inside an object.
    const holder = make(`{${source}}`) as Record<string, AnyFunction>
    return Object.values(holder)[0] as AnyFunction
  }
}

function describeBuiltIn(target: AnyFunction): TargetDescription {
  for (const [object, holder] of Object.entries(builtIns)) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (Object.getOwnPropertyDescriptor(holder, name)?.value === target) return { by: "global", object, name }
    }
  }
  throw new PicklingError(
    `cannot pickle the function ${targetName(target)}: it is native or bound and has no source text; ` +
      "wrap it in a function of your own, or name it as {module, name}",
  )
}

function absolute(module: string): string {
  if (module.startsWith(".")) return pathToFileURL(resolve(mainFolder(), module)).href
  return module.startsWith("/") ? pathToFileURL(module).href : module
}

/** The folder of the main script, or the current one where there is none (REPL, lab, --eval). */
function mainFolder(): string {
  const folder = process.argv[1] ? dirname(resolve(process.argv[1])) : process.cwd()
  return folder === dirname(childPath) ? process.cwd() : folder
}

function ownName(target: AnyFunction): string {
  const name = Object.getOwnPropertyDescriptor(target, "name")?.value
  return typeof name === "string" ? name : ""
}
