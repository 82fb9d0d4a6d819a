import { type Pattern, type Program, parse } from "acorn"

/** A line ready to run: a function body whose variables outlive it, and the names that it assigns. */
export interface PreparedLine {
  readonly source: string
  readonly names: readonly string[]
}

/**
 * Rewrites a line so that it can use `await` and its variables outlive it, as in Node's own REPL.
 *
 * `const p = new Process(…)` becomes an assignment to a global, so the same name may be declared again; the value of a
 * final expression is returned. Example: `const a = 1; a + 1` → `(async () => { void (a = 1); return (a + 1) })()`.
 *
 * @throws SyntaxError with the line's own position.
 */
export function prepareLine(code: string): PreparedLine {
  const program = parse(code, { ecmaVersion: "latest", allowAwaitOutsideFunction: true })
  const names: string[] = []
  const parts: string[] = []
  let end = 0
  for (const [index, node] of program.body.entries()) {
    parts.push(code.slice(end, node.start))
    parts.push(rewrite(code, node, index === program.body.length - 1, names))
    end = node.end
  }
  parts.push(code.slice(end))
  return { source: `(async () => { ${parts.join("")}\n})()`, names }
}

function rewrite(code: string, node: Program["body"][number], isLast: boolean, names: string[]): string {
  const text = code.slice(node.start, node.end)
  switch (node.type) {
    case "VariableDeclaration": {
      const assignments = node.declarations.map(({ id, init, start, end }) => {
        collectNames(id, names)
        return init ? code.slice(start, end) : `${code.slice(start, end)} = undefined`
      })
      return `void (${assignments.map((one) => `(${one})`).join(", ")});`
    }
    case "FunctionDeclaration":
    case "ClassDeclaration":
      names.push(node.id.name)
      return `${node.id.name} = ${text};`
    case "ExpressionStatement":
      if (node.expression.type === "AssignmentExpression" && node.expression.left.type === "Identifier") {
        names.push(node.expression.left.name)
      }
      return isLast ? `return (${code.slice(node.expression.start, node.expression.end)});` : text
    default:
      return text
  }
}

function collectNames(pattern: Pattern, names: string[]): void {
  switch (pattern.type) {
    case "Identifier":
      names.push(pattern.name)
      return
    case "ObjectPattern":
      for (const property of pattern.properties) {
        collectNames(property.type === "RestElement" ? property.argument : property.value, names)
      }
      return
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) collectNames(element, names)
      return
    case "AssignmentPattern":
      collectNames(pattern.left, names)
      return
    case "RestElement":
      collectNames(pattern.argument, names)
      return
    default:
  }
}
