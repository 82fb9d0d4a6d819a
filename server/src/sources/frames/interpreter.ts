import { readlinkSync, statSync } from "node:fs"
import { basename } from "node:path"
import { readOrNothing } from "../kernel/readOrNothing.ts"
import { type Elf, readElf, searchFile } from "./elf.ts"
import type { Layout } from "./layout.ts"
import { layoutOf } from "./layouts.ts"
import type { ProcessMemory } from "./memory.ts"

/** Addresses of the types by which objects are recognized. */
export interface Types {
  code: number
  frame: number
  text: number
  bytes: number
}

/** A Python interpreter in a process. */
export interface Interpreter {
  /** Address of `_PyRuntime`. */
  runtime: number
  types: Types
  layout: Layout
}

const RUNTIME = "_PyRuntime"
const TYPES = ["PyCode_Type", "PyFrame_Type", "PyUnicode_Type", "PyBytes_Type"]
/** A number with the version in its upper bytes; exists from 3.11 on. */
const VERSION = "Py_Version"
const SYMBOLS = [RUNTIME, ...TYPES, VERSION]
const PYTHON_FILE = /^(lib)?python3?/
const VERSIONED = /python3\.(\d+)/
/** Every interpreter contains the name of its modules folder. */
const MODULES_FOLDER = /python3\.(\d{1,2})\0/
const MOST_FILES = 256

/** Results by device, inode, size and time of change, so that a file is searched once, not once for each process. */
const known = new Map<string, { elf: Elf | undefined; minor?: number | undefined }>()

/** The program that a process runs, from the kernel; undefined if it has none (any more) or we have no permission. */
export function readProgram(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return undefined
  }
}

/** Finds the interpreter in a process that runs `program`: in the program's file, or in a library that is mapped. */
export function findInterpreter(pid: number, program: string, memory: ProcessMemory): Interpreter | undefined {
  const [inProgram, ...libraries] = mappedFiles(pid, program)
  for (const mapped of inProgram ? [inProgram, ...libraries] : libraries) {
    const isProgram = mapped === inProgram
    // The path as the process sees it, which may be in a container.
    const path = isProgram ? `/proc/${pid}/exe` : `/proc/${pid}/root${mapped.path}`
    const found = look(path, mapped, memory)
    if (found) return found
  }
  return undefined
}

interface Mapped {
  path: string
  /** Address of its first byte. */
  start: number
}

/** The program itself first, then files that may be Python's library. */
function mappedFiles(pid: number, program: string): Mapped[] {
  const files: Mapped[] = []
  const text = readOrNothing(`/proc/${pid}/maps`).toString("latin1")
  // E.g. "7f5a2c000000-7f5a2c0f1000 r--p 00000000 fe:01 1234   /usr/lib/libpython3.9.so.1.0"
  for (const [, start, bytes] of text.matchAll(/^([0-9a-f]+)-\S+ \S+ 0+ \S+ \d+ +(\/.*)$/gm)) {
    const path = Buffer.from(bytes as string, "latin1").toString()
    const mapped = { path, start: Number.parseInt(start as string, 16) }
    if (files.some((file) => file.path === path)) continue
    if (path === program) files.unshift(mapped)
    else if (basename(path).startsWith("libpython3")) files.push(mapped)
  }
  return files
}

function look(path: string, { path: name, start }: Mapped, memory: ProcessMemory): Interpreter | undefined {
  const file = read(path, name)
  if (!file?.elf) return undefined
  const { symbols, bias } = file.elf
  const addressOf = (symbol: string) => bias(start) + (symbols.get(symbol) ?? Number.NaN)
  const runtime = addressOf(RUNTIME)
  const [code, frame, text, bytes] = TYPES.map(addressOf) as [number, number, number, number]
  if (Number.isNaN(runtime + code + frame + text + bytes)) return undefined
  const version = symbols.get(VERSION)
  if (version !== undefined) {
    memory.forget()
    file.minor = (memory.word(bias(start) + version) >>> 16) & 0xff
  }
  file.minor ??= Number((VERSIONED.exec(basename(name)) ?? searchFile(path, MODULES_FOLDER))?.[1])
  const layout = layoutOf(file.minor, memory, runtime)
  return layout && { runtime, types: { code, frame, text, bytes }, layout }
}

function read(path: string, name: string): { elf: Elf | undefined; minor?: number | undefined } | undefined {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path)
    const key = `${dev}:${ino}:${size}:${mtimeMs}`
    const before = known.get(key)
    if (before) return before
    const fresh = { elf: readElf(path, SYMBOLS, PYTHON_FILE.test(basename(name))) }
    if (known.size >= MOST_FILES) known.clear()
    known.set(key, fresh)
    return fresh
  } catch {
    return undefined
  }
}
