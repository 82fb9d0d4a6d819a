import { isNumber, quoted } from "./code.ts"
import type { LabSyntax, Offer } from "./syntax.ts"
import { parametersOf, type Workload } from "./workloads.ts"

/** A number as Python accepts it: without leading zeros in a whole number. */
function number(text: string): string {
  return text.replace(/^(-?)0+(?=\d)/, "$1")
}

/** `(1,)`, `(1, 2)`: a tuple of one element needs its comma. */
function tuple(parts: readonly string[]): string {
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`
}

/** `sleepFor` as `sleep_for`. */
function snake(name: Workload): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * Arguments of a workload as code: positional up to the first empty one, by keyword after it. Empty ones are omitted,
 * so the function uses its defaults.
 */
function argumentsOf(workload: Workload, values: readonly string[]): { args: string[]; kwargs: string[] } {
  const given = parametersOf(workload).map(({ name, kind }, place) => {
    const typed = values[place]?.trim() ?? ""
    if (typed === "") return { name, code: "" }
    if (kind === "text") return { name, code: quoted(values[place] ?? "") }
    if (kind !== "number") return { name, code: typed }
    return { name, code: isNumber(typed) ? number(typed) : quoted(typed) }
  })
  const gap = given.findIndex(({ code }) => code === "")
  const end = gap < 0 ? given.length : gap
  return {
    args: given.slice(0, end).map(({ code }) => code),
    kwargs: given.slice(end).flatMap(({ name, code }) => (code === "" ? [] : [`${quoted(name)}: ${code}`])),
  }
}

/** A timeout in seconds, as an argument of put and get. */
function timeoutCode(seconds: string): string {
  const text = seconds.trim()
  return isNumber(text) ? `timeout=${number(text)}` : ""
}

/** The lines of a Python lab. */
export const python: LabSyntax = {
  language: "python",
  isAlive: "is_alive()",
  submitted: /^(\w+)\s*=\s*\w+\.apply_async\(/,

  workload: snake,

  value(typed, names = []) {
    const text = typed.trim()
    if (["True", "False", "None"].includes(text) || [...names].includes(text)) return text
    return isNumber(text) ? number(text) : quoted(typed)
  },

  processLines({ variable, name, target, args: values, isDaemon, isStarted }) {
    const { args, kwargs } = argumentsOf(target, values)
    const options = [
      `target=${snake(target)}`,
      ...(args.length > 0 ? [`args=${tuple(args)}`] : []),
      ...(kwargs.length > 0 ? [`kwargs={${kwargs.join(", ")}}`] : []),
      ...(name.trim() ? [`name=${quoted(name.trim())}`] : []),
      ...(isDaemon ? ["daemon=True"] : []),
    ]
    const line = `${variable} = Process(${options.join(", ")})`
    return isStarted ? [line, `${variable}.start()`] : [line]
  },

  poolLines({ variable, size, tasks, fn }) {
    const line = `${variable} = Pool(${size})`
    return tasks > 0 ? [line, `for i in range(${tasks}): ${variable}.apply_async(${snake(fn)}, (i,))`] : [line]
  },

  // The queue keeps its manager alive, so the manager needs no variable.
  queueLines: ({ variable, maxsize, manager }) => [
    `${variable} = ${manager ? "Manager()." : ""}Queue(${maxsize > 0 ? maxsize : ""})`,
  ],

  processOffer(action, variable) {
    switch (action) {
      case "start":
      case "terminate":
      case "kill":
      case "join":
        return [action, `${variable}.${action}()`]
      case "joinFor":
        return [action, `${variable}.join(2)`]
      case "isAlive":
        return ["is_alive", `${variable}.is_alive()`]
      default:
        return null
    }
  },

  queueOffers({ kind, isClosed }, q, value, seconds) {
    // A SimpleQueue has neither a bound nor timeouts.
    if (kind === "simple") return simpleOffers(q, value)
    const timeout = timeoutCode(seconds)
    const puts: Offer[] = [
      ["put", `${q}.put(${value}${timeout && `, ${timeout}`})`],
      ["put_nowait", `${q}.put_nowait(${value})`],
    ]
    return [
      ...(isClosed ? [] : puts),
      ["get", `${q}.get(${timeout})`],
      ["get_nowait", `${q}.get_nowait()`],
      ["full", `${q}.full()`],
      ["empty", `${q}.empty()`],
      ["qsize", `${q}.qsize()`],
      // A manager's queue has no close().
      ...(isClosed || kind === "manager" ? [] : [["close", `${q}.close()`] as const]),
    ]
  },

  submit: (pool, workload, args, result) => `${result} = ${pool}.apply_async(${snake(workload)}, ${tuple(args)})`,
  pool: (verb, variable) => `${variable}.${verb}()`,
  result: (variable) => `${variable}.get()`,
}

function simpleOffers(q: string, value: string): Offer[] {
  return [
    ["put", `${q}.put(${value})`],
    ["get", `${q}.get()`],
    ["empty", `${q}.empty()`],
  ]
}
