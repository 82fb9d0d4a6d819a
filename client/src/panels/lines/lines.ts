import type { World } from "@forkscope/shared/world"
import { parametersOf, type Workload } from "./workloads.ts"

/**
 * The next free variable of a family: `p1`, `p2`, … Looks at what the lab's names hold and at every line sent so far,
 * because a line that still waits will take its name too.
 */
export function freeName(world: World, family: string, alsoTaken: readonly string[] = []): string {
  const pattern = new RegExp(`\\b${family}(\\d+)\\b`, "g")
  const texts = [...Object.keys(world.names), ...Object.values(world.lines).map(({ code }) => code), ...alsoTaken]
  let highest = 0
  for (const text of texts) {
    for (const [, digits] of text.matchAll(pattern)) highest = Math.max(highest, Number(digits))
  }
  return `${family}${highest + 1}`
}

/** Text as a string of JavaScript. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** What someone typed into a value's field, as code: a number, a word of the language, a variable or else text. */
export function valueCode(typed: string, names: Iterable<string> = []): string {
  const text = typed.trim()
  const isWord = ["true", "false", "null", "undefined"].includes(text) || [...names].includes(text)
  return isWord || isNumber(text) ? text : quoted(typed)
}

/** Arguments of a workload as code. Whatever was left empty at the end is left to the function's own default. */
export function argumentsCode(workload: Workload, values: readonly string[]): string[] {
  const parts = parametersOf(workload).map(({ kind }, place) => {
    const typed = values[place]?.trim() ?? ""
    if (typed === "") return ""
    if (kind === "text") return quoted(values[place] ?? "")
    return kind === "number" ? (isNumber(typed) ? typed : quoted(typed)) : typed
  })
  const end = parts.findLastIndex((part) => part !== "") + 1
  return parts.slice(0, end).map((part) => part || "undefined")
}

export interface ProcessForm {
  variable: string
  name: string
  target: Workload
  args: readonly string[]
  isDaemon: boolean
  isStarted: boolean
}

export function processLines({ variable, name, target, args, isDaemon, isStarted }: ProcessForm): string[] {
  const given = argumentsCode(target, args)
  const options = [
    `target: ${target}`,
    ...(given.length > 0 ? [`args: [${given.join(", ")}]`] : []),
    ...(name.trim() ? [`name: ${quoted(name.trim())}`] : []),
    ...(isDaemon ? ["daemon: true"] : []),
  ]
  const line = `const ${variable} = new Process({ ${options.join(", ")} })`
  return isStarted ? [line, `${variable}.start()`] : [line]
}

export interface PoolForm {
  variable: string
  size: number
  /** How many tasks to submit at once; 0 none. */
  tasks: number
  fn: Workload
}

export function poolLines({ variable, size, tasks, fn }: PoolForm): string[] {
  const line = `const ${variable} = new Pool(${size})`
  return tasks > 0 ? [line, `for (let i = 0; i < ${tasks}; i++) ${variable}.applyAsync(${fn}, [i])`] : [line]
}

export interface QueueForm {
  variable: string
  /** 0: without a bound. */
  maxsize: number
  /** A manager owns it: the one kind that may be handed to a pool. */
  manager: { variable: string; isNew: boolean } | null
}

export function queueLines({ variable, maxsize, manager }: QueueForm): string[] {
  const size = maxsize > 0 ? String(maxsize) : ""
  if (!manager) return [`const ${variable} = new Queue(${size})`]
  const line = `const ${variable} = await ${manager.variable}.Queue(${size})`
  return manager.isNew ? [`const ${manager.variable} = new Manager()`, line] : [line]
}

/** A wait of so many seconds, as the last argument of put, get and result. */
export function timeoutCode(seconds: string): string {
  const text = seconds.trim()
  return text !== "" && isNumber(text) ? `{ timeout: ${text} }` : ""
}

function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text)
}
