import { isNumber, quoted } from "./code.ts"
import type { LabSyntax, Offer } from "./syntax.ts"
import { parametersOf, type Workload } from "./workloads.ts"

/** Arguments of a workload as code. Empty ones at the end are omitted, so the function uses its defaults. */
function argumentsCode(workload: Workload, values: readonly string[]): string[] {
  const parts = parametersOf(workload).map(({ kind }, place) => {
    const typed = values[place]?.trim() ?? ""
    if (typed === "") return ""
    if (kind === "text") return quoted(values[place] ?? "")
    return kind === "number" ? (isNumber(typed) ? typed : quoted(typed)) : typed
  })
  const end = parts.findLastIndex((part) => part !== "") + 1
  return parts.slice(0, end).map((part) => part || "undefined")
}

/** A timeout in seconds, as the last argument of put, get and result. */
function timeoutCode(seconds: string): string {
  const text = seconds.trim()
  return isNumber(text) ? `{ timeout: ${text} }` : ""
}

/** The lines of a Node lab. */
export const javascript: LabSyntax = {
  language: "node",
  isAlive: "isAlive()",
  submitted: /^(?:const|let|var)?\s*(\w+)\s*=\s*\w+\.applyAsync\(/,

  workload: (name) => name,

  value(typed, names = []) {
    const text = typed.trim()
    const isWord = ["true", "false", "null", "undefined"].includes(text) || [...names].includes(text)
    return isWord || isNumber(text) ? text : quoted(typed)
  },

  processLines({ variable, name, target, args, isDaemon, isStarted }) {
    const given = argumentsCode(target, args)
    const options = [
      `target: ${target}`,
      ...(given.length > 0 ? [`args: [${given.join(", ")}]`] : []),
      ...(name.trim() ? [`name: ${quoted(name.trim())}`] : []),
      ...(isDaemon ? ["daemon: true"] : []),
    ]
    const line = `const ${variable} = new Process({ ${options.join(", ")} })`
    return isStarted ? [line, `${variable}.start()`] : [line]
  },

  poolLines({ variable, size, tasks, fn }) {
    const line = `const ${variable} = new Pool(${size})`
    return tasks > 0 ? [line, `for (let i = 0; i < ${tasks}; i++) ${variable}.applyAsync(${fn}, [i])`] : [line]
  },

  queueLines({ variable, maxsize, manager }) {
    const size = maxsize > 0 ? String(maxsize) : ""
    if (!manager) return [`const ${variable} = new Queue(${size})`]
    const line = `const ${variable} = await ${manager.variable}.Queue(${size})`
    return manager.isNew ? [`const ${manager.variable} = new Manager()`, line] : [line]
  },

  processOffer(action, variable) {
    switch (action) {
      case "start":
      case "terminate":
      case "kill":
        return [action, `${variable}.${action}()`]
      case "join":
        return [action, `await ${variable}.join()`]
      case "joinFor":
        return [action, `await ${variable}.join(2)`]
      case "isAlive":
        return [action, `await ${variable}.isAlive()`]
      default:
        return null
    }
  },

  queueOffers({ isClosed }, q, value, seconds) {
    const timeout = timeoutCode(seconds)
    const puts: Offer[] = [
      ["put", `await ${q}.put(${value}${timeout && `, ${timeout}`})`],
      ["putNowait", `await ${q}.putNowait(${value})`],
    ]
    return [
      ...(isClosed ? [] : puts),
      ["get", `await ${q}.get(${timeout})`],
      ["getNowait", `await ${q}.getNowait()`],
      ["full", `await ${q}.full()`],
      ["empty", `await ${q}.empty()`],
      ["qsize", `await ${q}.qsize()`],
      ...(isClosed ? [] : [["close", `${q}.close()`] as const]),
    ]
  },

  submit: (pool, workload, args) => `${pool}.applyAsync(${workload}, [${args.join(", ")}])`,
  pool: (verb, variable) => `${verb === "join" ? "await " : ""}${variable}.${verb}()`,
  result: (variable) => `await ${variable}.get()`,
}
