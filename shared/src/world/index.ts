export { fold, reduce } from "./reduce.ts"
export * from "./ring.ts"
export * from "./selectors.ts"
export * from "./world.ts"
