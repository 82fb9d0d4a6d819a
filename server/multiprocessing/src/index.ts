/**
 * `forkscope/multiprocessing`: Python's `multiprocessing` for Node. Real processes, the same semantics and the same
 * names of errors, promises where Python blocks. Usable on its own; when FORKSCOPE_SOCKET is set it reports what it
 * does.
 */
import { become, identity, isChildEntry } from "./self/identity.ts"

export {
  AssertionError,
  AuthenticationError,
  BlockingIOError,
  BrokenPipeError,
  Empty,
  EOFError,
  Full,
  OSError,
  PicklingError,
  ProcessError,
  RuntimeError,
  TimeoutError,
  ValueError,
} from "./errors.ts"
export { Manager, SyncManager } from "./manager/manager.ts"
export { Pipe, PipeConnection } from "./pipe/pipe.ts"
export { AsyncResult, MapResult } from "./pool/asyncResult.ts"
export {
  BrokenPoolError,
  MaybeEncodingError,
  PoolTerminatedError,
  RemoteError,
  WorkerLostError,
} from "./pool/errors.ts"
export { ResultIterator } from "./pool/imap.ts"
export type { PoolOptions } from "./pool/options.ts"
export { Pool } from "./pool/pool.ts"
export { cpuCount, currentProcess, getpid, getppid, type ProcessInfo, parentProcess, sleep } from "./process/current.ts"
export { activeChildren, Process, type ProcessOptions } from "./process/process.ts"
export { JoinableQueue, Queue, type WaitOptions } from "./queue/queue.ts"
export { type AcquireOptions, Event, Lock, RLock, Semaphore, Value } from "./sync/sync.ts"
export { type ExportedTarget, exportTargets, type Target } from "./wire/targets.ts"

if (!isChildEntry) become(identity())
