/**
 * What a program finds in its environment: ours, without what npm and Forkscope put there for themselves.
 *
 * NODE_EXTRA_CA_CERTS costs a Node process 50 ms at its start, so programs of the page and labs do without.
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && name !== "NODE_EXTRA_CA_CERTS" && !/^(npm_|FORKSCOPE_)/.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}
