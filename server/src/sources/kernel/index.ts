export type { ProcessIndex } from "./lifecycle.ts"
export { readStartTime } from "./procReader.ts"
export type { TreeWatch } from "./treeWatch.ts"
export { watchTree } from "./watchTree.ts"
