export * from "./commands.ts"
export * from "./errors.ts"
export type * from "./messages.ts"
