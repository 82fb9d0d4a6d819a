export * from "./event.ts"
export { isFact } from "./isEvent.ts"
