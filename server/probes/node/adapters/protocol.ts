import type { TaskError } from "./fields.ts"

/** A task in a message to a worker. */
export interface Call {
  /** What the library tells its tasks apart by; undefined: a worker has one task at a time. */
  id?: string | number | undefined
  /** As a user would name the task. */
  fn: string
  /** Its arguments as text. */
  args: string
}

/** The end of a task in a message from a worker. */
export interface Answer {
  id?: string | number | undefined
  result?: unknown
  error?: TaskError
}

/**
 * A library of worker pools: what its messages mean. Its tasks are recognised in the messages between the pool and its
 * workers, so that no code of the library is changed and no frame of ours is in a stack of the program.
 */
export interface PoolLibrary {
  /** The folder of its package, which is also the name of its pools. */
  name: string
  /**
   * Where the start of a worker thread's task is seen. A message can be seen in the worker without a frame of ours below
   * the program's only if the library waits before it calls the program. A child process always sees it itself.
   */
  threadsBeginIn: "worker" | "pool"
  /** A task in a message to a worker. */
  call(message: unknown): Call | undefined
  /** The end of a task in a message from a worker. */
  answer(message: unknown): Answer | undefined
  /** It starts all workers of a pool when it makes the pool: who makes it tells one pool from another. */
  startsAllAtOnce?: boolean
  /** For a library that gives each thread a port of its own: the worker that a message names. */
  worker?(message: unknown): string | number | undefined
}

/** A worker's place in a pool, as the pool's process gives it to the worker. */
export interface Place {
  library: string
  /** Key of the pool. */
  pool: string
  /** From 1. */
  slot: number
  /** Unique for this worker: begins the keys of its tasks. */
  worker: string
}
