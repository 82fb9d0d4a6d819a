import { withoutRequired, withRequired } from "./nodeOptions.ts"

/** What a process passes to a child through its environment, so that both use one key for the child. */
export interface Handover {
  key: string
  parent: string
  /** PID of the parent. A program that the child starts inherits the variable but has another parent. */
  ppid: number
  name: string
  role: "child" | "worker"
  /** Key of the channel between the two, where there is one. */
  pipe?: string | undefined
  /**
   * Many children were started in a short time: the child should start its sampler only after it has lived for a while.
   */
  isOneOfMany?: boolean
}

const SOCKET = "FORKSCOPE_SOCKET"
const HANDOVER = "FORKSCOPE_NODE"

/**
 * Removes the probe's variables from what the program sees. @returns their content; undefined when it is not observed.
 */
export function takeHandover(file: string): { socket: string; handover?: Handover } | undefined {
  const { [SOCKET]: socket, [HANDOVER]: text } = process.env
  delete process.env[SOCKET]
  delete process.env[HANDOVER]
  const options = withoutRequired(process.env.NODE_OPTIONS, file)
  if (options === undefined) delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = options
  if (!socket) return undefined
  const handover = text === undefined ? undefined : (JSON.parse(text) as Handover)
  return handover?.ppid === process.ppid ? { socket, handover } : { socket }
}

/** Adds the probe's variables to the environment of a child, a list of `NAME=value`. */
export function handOver(pairs: string[], file: string, socket: string, handover: Handover | undefined): string[] {
  const isOurs = (pair: string) => /^(NODE_OPTIONS|FORKSCOPE_SOCKET|FORKSCOPE_NODE)=/.test(pair)
  // The last of several applies, as in the environment that the child would have got.
  const options = pairs.findLast((pair) => pair.startsWith("NODE_OPTIONS="))?.slice("NODE_OPTIONS=".length)
  return [
    ...pairs.filter((pair) => !isOurs(pair)),
    `NODE_OPTIONS=${withRequired(options, file)}`,
    `${SOCKET}=${socket}`,
    ...(handover ? [`${HANDOVER}=${JSON.stringify(handover)}`] : []),
  ]
}
