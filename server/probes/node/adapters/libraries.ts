import { bullmq } from "./bullmq.ts"
import { jestWorker } from "./jestWorker.ts"
import { piscina, tinypool } from "./piscina.ts"
import { poolifier } from "./poolifier.ts"
import type { PoolLibrary } from "./protocol.ts"
import { workerpool } from "./workerpool.ts"

const LIBRARIES: readonly PoolLibrary[] = [bullmq, jestWorker, piscina, poolifier, tinypool, workerpool]

export const libraryNamed = (name: string | undefined): PoolLibrary | undefined =>
  LIBRARIES.find((one) => one.name === name)

/** The package in whose folder a file lies: the innermost one. */
export const packageOf = (path: string): string | undefined =>
  /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
