/** Node's own objects below `child_process`. A hook there is on the stack of no error that the program can see. */
export interface SpawnOptions {
  file: string
  args?: string[]
  envPairs?: string[]
  stdio?: { type: string; handle?: Channel; ipc?: boolean }[]
}
/** The native side of a child process. */
export interface ProcessHandle {
  pid?: number
  spawn(options: SpawnOptions): number
  kill(signal: number): number
  close(callback?: () => void): void
}
/** The native side of the channel between a parent and a child that it forked. */
export interface Channel {
  onread?: (bytes?: ArrayBuffer) => void
  writeUtf8String(request: unknown, text: string, handle?: unknown): number
}
interface Bindings {
  process_wrap: { Process: { prototype: ProcessHandle } }
  spawn_sync: { spawn(options: SpawnOptions): unknown }
}

/** One of Node's bindings. Asking is deprecated, the warning for which would be the program's. @throws if refused */
export function binding<Name extends keyof Bindings>(name: Name): Bindings[Name] {
  const { noDeprecation } = process
  process.noDeprecation = true
  try {
    return (process as unknown as { binding(name: string): Bindings[Name] }).binding(name)
  } finally {
    if (noDeprecation === undefined) Reflect.deleteProperty(process, "noDeprecation")
    else process.noDeprecation = noDeprecation
  }
}

/** The value under a symbol of Node's that is not exported, by the symbol's description. */
export function hidden(owner: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(owner).find((one) => one.description === description)
  return symbol && (owner as Record<symbol, unknown>)[symbol]
}

/** Replaces a method in place, without showing in what the program may print or list. */
export function replace<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  wrap: (original: Owner[Name]) => Owner[Name],
): void {
  const known = Object.getOwnPropertyDescriptor(owner, name)
  const value = wrap(owner[name])
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: known?.enumerable ?? false,
    writable: true,
    value,
  })
}
