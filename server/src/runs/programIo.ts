import type { Fact } from "@forkscope/shared/events"
import type { LaunchSpec } from "../containment/launched.ts"
import type { RunLimits } from "../containment/limits.ts"
import { Pipes } from "./pipes.ts"
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
  /** Passes on all that the ended run has written. */
  drain(): Promise<void>
  close(): void
}

interface IoOptions {
  folder: string
  limits: RunLimits
  emit(fact: Fact): void
  now(): number
  mirror: Mirror | undefined
}

/** Opens what the program reads from and writes to. Throws where terminals or named pipes are not available. */
export function openIo({ folder, limits, emit, now, mirror }: IoOptions): ProgramIo {
  const written = (stream: "stdout" | "stderr" | "pty", text: string) =>
    emit({ type: "output.written", src: "run", at: now(), stream, text })
  const onDropped = (count: number) => emit({ type: "run.dropped", src: "run", at: now(), what: "output", count })
  if (mirror?.kind === "pipes") {
    const pipes = new Pipes({
      folder,
      limits,
      onOutput: written,
      onDropped,
      onBytes: (stream, chunk) => mirror.write(stream, chunk),
    })
    return {
      launch: { files: pipes.files },
      write: (bytes) => pipes.write(bytes),
      endInput: () => pipes.endInput(),
      resize: () => {},
      drain: () => pipes.drain(),
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
    onBytes: (chunk) => {
      const wait = mirror?.write("stdout", chunk)
      if (!wait) return
      terminal.pause()
      void wait.then(() => terminal.resume())
    },
  })
  return {
    launch: { terminal: terminal.slavePath },
    write: async (bytes) => void terminal.write(bytes.toString("utf8")),
    endInput: () => {},
    resize: (columns, lines) => terminal.resize(columns, lines),
    drain: async () => terminal.drain(),
    close: () => terminal.close(),
  }
}
