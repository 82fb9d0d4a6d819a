export type { ProcessIndex } from "./lifecycle.ts"
export { readStartTime } from "./procReader.ts"
export { type TreeWatch, watchTree } from "./watchTree.ts"
