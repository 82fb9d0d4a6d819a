import { parse } from "acorn"
import { prepareLine } from "../../probes/node/lab/line.ts"

const LIBRARY = ["Process", "Queue", "Pool", "Manager", "Pipe", "Lock", "Semaphore", "Event", "Value", "sleep"]
const WORKLOADS =
  "count sleepFor burn burnInThread allocate produce consume crash worker unreliable square progress holdLock exitWith".split(
    " ",
  )

/**
 * Makes a script that repeats the lab's lines: an ES module with the imports it needs.
 *
 * A name that was declared twice becomes one variable; the caller leaves out lines that failed.
 */
export function scriptOf(name: string, lines: readonly string[]): string {
  const code = lines.join("\n")
  const uses = (word: string) => new RegExp(`\\b${word}\\b`).test(code)
  const declared = lines.flatMap((line) => prepareLine(line).names)
  const twice = [...new Set(declared.filter((one, index) => declared.indexOf(one) !== index))]
  const bare = [...new Set(lines.flatMap(bareAssignments))].filter((one) => !twice.includes(one))
  const variables = [...twice, ...bare.filter((one) => !lines.some((line) => declares(line, one)))]
  const imports = (words: string[], from: string) => {
    const used = words.filter(uses)
    return used.length > 0 ? [`import { ${used.join(", ")} } from "${from}"`] : []
  }
  return [
    `// ${name}. Saved from a Forkscope lab: run it with node, or with forkscope installed beside it.`,
    ...imports(LIBRARY, "forkscope/multiprocessing"),
    ...imports(WORKLOADS, "forkscope/workloads"),
    "",
    ...(variables.length > 0 ? [`let ${variables.join(", ")}`] : []),
    ...lines.map((line) => withoutDeclaring(line, twice)),
    "",
  ].join("\n")
}

function declares(line: string, name: string): boolean {
  return prepareLine(line).names.includes(name) && !bareAssignments(line).includes(name)
}

/** Names that a line assigns to without declaring them: allowed in the lab, not in a module. */
function bareAssignments(line: string): string[] {
  return parse(line, { ecmaVersion: "latest", allowAwaitOutsideFunction: true }).body.flatMap((node) =>
    node.type === "ExpressionStatement" &&
    node.expression.type === "AssignmentExpression" &&
    node.expression.left.type === "Identifier"
      ? [node.expression.left.name]
      : [],
  )
}

function withoutDeclaring(line: string, names: readonly string[]): string {
  const match = /^\s*(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=/.exec(line)
  return match && names.includes(match[1] ?? "") ? line.replace(/^\s*(?:const|let|var)\s+/, "") : line
}
