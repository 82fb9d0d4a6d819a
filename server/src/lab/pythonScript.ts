/** Names that every line of a Python lab may use, and the modules from which a script imports them. */
const IMPORTS: readonly { from: string; names: readonly string[] }[] = [
  {
    from: "multiprocessing",
    names: [
      ...["Process", "Queue", "JoinableQueue", "SimpleQueue", "Pool", "Manager", "Pipe", "Value", "Array", "cpu_count"],
      ...["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier"],
      ...["active_children", "current_process", "get_context", "parent_process", "set_start_method"],
    ],
  },
  { from: "threading", names: ["Thread"] },
  { from: "time", names: ["sleep"] },
  { from: "concurrent.futures", names: ["ProcessPoolExecutor", "ThreadPoolExecutor"] },
]
const MODULES = ["multiprocessing", "os", "random", "sys", "threading", "time", "concurrent.futures"]

/**
 * Makes a script that repeats a Python lab's lines. The functions of the lab that the lines use are copied into it, so
 * that it runs anywhere; the caller leaves out lines that failed.
 *
 * @param workloads The text of the module with the lab's functions.
 */
export function pythonScriptOf(name: string, lines: readonly string[], workloads: string): string {
  const code = lines.join("\n")
  const functions = functionsOf(workloads).filter((one) => usesWord(code, one.name))
  const all = [code, ...functions.map(({ text }) => text)].join("\n")
  const modules = MODULES.filter((module) => new RegExp(`(?<![\\w.])${module.replace(".", "\\.")}\\.`).test(all))
  const imports = IMPORTS.flatMap(({ from, names }) => {
    const used = names.filter((word) => usesWord(code, word))
    return used.length > 0 ? [`from ${from} import ${used.join(", ")}`] : []
  })
  const isDefinition = (line: string) => /^(?:async\s+def|def|class|@|import|from)\b/.test(line)
  const definitions = lines.filter(isDefinition)
  const body = lines.filter((line) => !isDefinition(line)).map((line) => line.replaceAll(/^(?=.)/gm, "    "))
  return [
    `# ${name}. Saved from a Forkscope lab: run it with python3.`,
    ...modules.map((module) => `import ${module}`),
    ...imports,
    ...[...functions.map(({ text }) => text), ...definitions].flatMap((text) => ["", "", text]),
    "",
    "",
    'if __name__ == "__main__":',
    ...(body.length > 0 ? body : ["    pass"]),
    "",
  ].join("\n")
}

/** The functions of a module, each from its `def` to the next one. */
function functionsOf(module: string): { name: string; text: string }[] {
  return module
    .split(/^(?=def )/m)
    .slice(1)
    .map((text) => ({ name: /^def (\w+)/.exec(text)?.[1] ?? "", text: text.trimEnd() }))
}

/** Whether the code uses the name by itself, not as an attribute of another object. */
function usesWord(code: string, word: string): boolean {
  return new RegExp(`(?<![\\w.])${word}\\b`).test(code)
}
