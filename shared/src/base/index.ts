export * from "./assert.ts"
export type * from "./brand.ts"
