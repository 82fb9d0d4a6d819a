import type { ProcId } from "../base/index.ts"
import { errorText } from "../names/index.ts"
import type { ProcessEntity, Raised, ThreadEntity, World } from "../world/index.ts"

/** A process, or a thread (`tid`), that an exception has ended. */
export interface Failed {
  readonly proc: ProcId
  readonly tid: number | null
  readonly raised: Raised | null
  /** Of a process. */
  readonly exitCode: number | null
  readonly seqs: readonly (number | null)[]
}

/** The exception, or what a program finds in `exitcode`. */
export const failureText = ({ raised, exitCode }: Failed): string =>
  raised ? errorText(raised.error) : `exitcode = ${exitCode}`

/** Listed at most. */
const NAMED = 5

/**
 * Who of the processes beside these (their siblings and children) and of the threads in them has failed: they may have
 * been the ones to act.
 */
export function failedAround(world: World, procs: readonly number[]): readonly Failed[] {
  const makers = new Set(procs.flatMap((proc) => [proc, makerOf(world.processes[proc])]))
  const threads = procs.flatMap((proc) =>
    Object.values<ThreadEntity>(world.processes[proc]?.threads ?? {}).flatMap(({ tid, raised }): Failed[] =>
      raised ? [{ proc: proc as ProcId, tid, raised, exitCode: null, seqs: [raised.seq] }] : [],
    ),
  )
  const processes = Object.values<ProcessEntity>(world.processes).flatMap((process): Failed[] => {
    const { id, exitCode, raised, told } = process
    const hasFailed = raised !== null || (exitCode !== null && exitCode !== 0)
    const maker = makerOf(process)
    if (!hasFailed || process.exitedAt === null || maker === null || !makers.has(maker)) return []
    return [{ proc: id, tid: null, raised, exitCode, seqs: [raised?.seq ?? null, told.exited] }]
  })
  return [...new Map([...threads, ...processes].map((one) => [`${one.proc}.${one.tid}`, one])).values()].slice(0, NAMED)
}

const makerOf = (process: ProcessEntity | undefined): ProcId | null => process?.orphanOf ?? process?.parent ?? null
