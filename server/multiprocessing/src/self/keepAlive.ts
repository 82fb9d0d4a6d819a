let holds = 0
let timer: NodeJS.Timeout | undefined
const FOREVER_MS = 0x7fff_ffff

/**
 * Keeps the process alive while a call waits, as a blocked call does in Python: the library's own sockets and timers do
 * not keep it alive. Each `hold` needs its `release`.
 */
export function hold(): void {
  if (holds++ > 0) return
  timer ??= setInterval(() => {}, FOREVER_MS)
  timer.ref()
}

export function release(): void {
  if (--holds === 0) timer?.unref()
}

/** Keeps the process alive until the promise is settled, and returns its result. */
export async function holding<T>(promise: Promise<T>): Promise<T> {
  hold()
  try {
    return await promise
  } finally {
    release()
  }
}
