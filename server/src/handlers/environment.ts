/**
 * The environment that a program gets: ours, without the variables that npm and Forkscope set for themselves.
 *
 * NODE_EXTRA_CA_CERTS makes the start of a Node process 50 ms slower, so programs of the page and labs don't get it.
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && name !== "NODE_EXTRA_CA_CERTS" && !/^(npm_|FORKSCOPE_)/.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}
