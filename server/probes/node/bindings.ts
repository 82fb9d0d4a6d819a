/**
 * Node's own objects below `child_process`. A hook on them appears in no stack of an error that the program can see.
 */
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
  /** Used with the serialization `advanced`. */
  writeBuffer?(request: unknown, bytes: Uint8Array, handle?: unknown): number
}
interface Bindings {
  process_wrap: { Process: { prototype: ProcessHandle } }
  spawn_sync: { spawn(options: SpawnOptions): unknown }
}

/**
 * One of Node's bindings. The call is deprecated; its warning, which would seem to be the program's, is switched off.
 * @throws if Node refuses it
 */
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

/** The value under one of Node's symbols that is not exported, found by the symbol's description. */
export function hidden(owner: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(owner).find((one) => one.description === description)
  return symbol && (owner as Record<symbol, unknown>)[symbol]
}

/** Replaces a method in place, so that it does not show when the program prints or lists the object. */
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
