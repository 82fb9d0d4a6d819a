export * from "./assert.ts"
export type * from "./brand.ts"
export * from "./json.ts"
export * from "./push.ts"
