import { exactEnvironment } from "../containment/exactText.ts"
import { INHERITED } from "../containment/inherited.ts"

/**
 * The environment of labs and of programs from the page: ours, without the variables that npm and Forkscope set for
 * themselves. They run in a terminal of ours.
 *
 * NODE_EXTRA_CA_CERTS makes the start of a Node process 50 ms slower, so they don't get it.
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = without(env, (name) => name === "NODE_EXTRA_CA_CERTS" || /^(npm_|FORKSCOPE_)/.test(name))
  return { TERM: "xterm-256color", ...kept }
}

/** The environment of a program from the command line: all that the user's shell gave us. */
export function ownEnvironment(): Record<string, string> {
  return without(exactEnvironment(process.env), (name) => name === INHERITED)
}

function without(env: NodeJS.ProcessEnv, isLeftOut: (name: string) => boolean): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !isLeftOut(name))
  return Object.fromEntries(kept) as Record<string, string>
}
