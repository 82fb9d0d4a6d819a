import { fileURLToPath } from "node:url"

/** The script that a child runs: one CommonJS bundle beside this one, which starts faster than an ES module. */
export const childPath = fileURLToPath(new URL("./child.cjs", import.meta.url))

/**
 * Environment variables that would slow down a child's start (extra certificates alone by 50 ms) or are meant for its
 * parent.
 */
const unwanted = (name: string) =>
  name === "NODE_EXTRA_CA_CERTS" || name === "NODE_CHANNEL_FD" || name === "NODE_UNIQUE_ID" || name.startsWith("npm_")

/** The environment of a child: this process's own, without what costs start time. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted(name)))
}

/** Node options that concern only this process: a debugger's port, a piece of code, a test runner. */
const ownOption = /^--(inspect|eval|print|check|test|watch|input-type|interactive|prof|cpu-prof|heap-prof)|^-[epcir]$/
const takesValue = /^(-e|-p|-r|--eval|--print|--input-type)$/

/** The options of Node that children inherit, as Python's `spawn` hands on the interpreter's flags. */
function childOptions(): string[] {
  const options: string[] = []
  for (let index = 0; index < process.execArgv.length; index++) {
    const option = process.execArgv[index] ?? ""
    if (option === "-r" || option === "--require") {
      options.push(option, process.execArgv[++index] ?? "")
    } else if (ownOption.test(option)) {
      if (takesValue.test(option)) index++
    } else options.push(option)
  }
  return options
}

/** Arguments for `process.execPath` that start a child in this mode. They hold nothing secret: argv is public. */
export function childArguments(mode: "process" | "worker" | "manager"): string[] {
  return [...childOptions(), childPath, mode]
}
