export * from "./format.ts"
