export * from "./hosts.ts"
export * from "./invariants.ts"
export { LOCKS } from "./locks.ts"
export {
  type Finished,
  isFinished,
  isStarted,
  kindOf,
  OP_KINDS,
  OPERATIONS,
  type OpKind,
  type Started,
  type SumId,
  targetOf,
} from "./operations.ts"
export { packWorld } from "./packed/pack.ts"
export { fold, reduce } from "./reduce/index.ts"
export * from "./ring.ts"
export * from "./selectors.ts"
export * from "./states.ts"
export * from "./story.ts"
export * from "./target.ts"
export { cutOffGets, cutOffSlice, waitsUntil } from "./waits.ts"
export * from "./world.ts"
