import type { Fact } from "@forkscope/shared/events"
import type { LaunchSpec } from "../containment/launched.ts"
import type { RunLimits } from "../containment/limits.ts"
import { Pipes } from "./pipes.ts"
import { Refusals } from "./refusals.ts"
import { openTerminal } from "./terminal.ts"

/** Another receiver of a program's output, byte by byte: the terminal or pipes of `forkscope run`. */
export interface Mirror {
  /** What the program gets: a terminal, as from a shell, or three pipes. */
  readonly kind: "terminal" | "pipes"
  readonly cols: number
  readonly rows: number
  /** @returns a promise where the bytes were not taken at once; reading pauses until it resolves. */
  write(stream: "stdout" | "stderr", chunk: Buffer): Promise<void> | undefined
}

/** What a program reads from and writes to. */
export interface ProgramIo {
  readonly launch: Pick<LaunchSpec, "terminal" | "files">
  write(bytes: Buffer): Promise<void>
  /** Ends the program's input; no effect on a terminal. */
  endInput(): void
  resize(cols: number, rows: number): void
  /** Passes on all that the ended run has written. @param isOpen Processes that are left may still write. */
  drain(isOpen: boolean): Promise<void>
  /** What processes that were left behind write later still reaches the mirror's terminal. For pipes the supervisor does it. */
  passOn(): void
  close(): void
}

interface IoOptions {
  folder: string
  limits: RunLimits
  emit(fact: Fact): void
  now(): number
  mirror: Mirror | undefined
  /** Called with what kept a part of the output from being read or passed on. The rest is still passed on. */
  onFailed(error: unknown): void
}

/** Opens what the program reads from and writes to. Throws where terminals or named pipes are not available. */
export function openIo({ folder, limits, emit, now, mirror, onFailed }: IoOptions): ProgramIo {
  // The receivers run in timers and stream handlers, where an error would end the server.
  const guarded =
    <Args extends unknown[], Result>(receive: (...args: Args) => Result) =>
    (...args: Args): Result | undefined => {
      try {
        return receive(...args)
      } catch (error) {
        onFailed(error)
        return undefined
      }
    }
  const refusals = new Refusals(limits, (limited) => emit({ type: "run.limited", src: "run", at: now(), ...limited }))
  const written = guarded((stream: "stdout" | "stderr" | "pty", text: string) => {
    emit({ type: "output.written", src: "run", at: now(), stream, text })
    if (stream !== "stdout") refusals.look(text)
  })
  const onDropped = guarded((count: number) =>
    emit({ type: "run.dropped", src: "run", at: now(), what: "output", count }),
  )
  if (mirror?.kind === "pipes") {
    const pipes = new Pipes({
      folder,
      limits,
      onOutput: written,
      onDropped,
      onBytes: guarded((stream, chunk) => mirror.write(stream, chunk)),
      onFailed,
    })
    return {
      launch: { files: pipes.files },
      write: (bytes) => pipes.write(bytes),
      endInput: () => pipes.endInput(),
      resize: () => {},
      drain: async (isOpen) => {
        await pipes.drain(isOpen)
        refusals.end()
      },
      passOn: () => {},
      close: () => pipes.close(),
    }
  }
  const { cols, rows } = mirror ?? { cols: 100, rows: 30 }
  const terminal = openTerminal({
    limits,
    cols,
    rows,
    onOutput: (text) => written("pty", text),
    onDropped,
    onBytes: guarded((chunk) => {
      const wait = mirror?.write("stdout", chunk)
      if (!wait) return
      terminal.pause()
      void wait.catch(onFailed).then(() => terminal.resume())
    }),
    onFailed,
  })
  return {
    launch: { terminal: terminal.slavePath },
    write: async (bytes) => void terminal.write(bytes.toString("utf8")),
    endInput: () => {},
    resize: (columns, lines) => terminal.resize(columns, lines),
    drain: async () => {
      terminal.drain()
      refusals.end()
    },
    passOn: () => mirror && terminal.passOn(),
    close: () => terminal.close(),
  }
}
