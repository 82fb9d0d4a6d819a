import { closeSync, fstatSync, openSync, readSync } from "node:fs"

const MAGIC = "\x7fELF\x02\x01"
const SHARED_OBJECT = 3
const LOAD = 1
const SYMBOL_TABLE = 2
const DYNAMIC_SYMBOLS = 11
const SYMBOL_SIZE = 24
/** Larger than the symbol table of any interpreter. */
const LARGEST_TABLE = 64 << 20
const CHUNK = 1 << 20

/** Symbols of a program file or library (64-bit, little-endian). */
export interface Elf {
  /** Addresses as in the file, of symbols that it defines. */
  symbols: ReadonlyMap<string, number>
  /** What to add to an address where the first byte of the file is mapped at `mapped`. */
  bias(mapped: number): number
}

interface Section {
  type: number
  offset: number
  size: number
  link: number
}

/**
 * Reads the addresses of `wanted` from an ELF file. It looks in the small table for the linker first, and in the large
 * one for debuggers only if `isThorough`. Undefined if it is not such a file; throws the errors of reading.
 */
export function readElf(path: string, wanted: readonly string[], isThorough: boolean): Elf | undefined {
  const fd = openSync(path, "r")
  try {
    const head = readAt(fd, 0, 64)
    if (head.length < 64 || head.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined
    const isMovable = head.readUInt16LE(16) === SHARED_OBJECT
    const firstAddress = lowestAddress(fd, head)
    const sections = readSections(fd, head)
    const symbols = new Map<string, number>()
    for (const type of isThorough ? [DYNAMIC_SYMBOLS, SYMBOL_TABLE] : [DYNAMIC_SYMBOLS]) {
      const missing = wanted.filter((name) => !symbols.has(name))
      const table = sections.find((section) => section.type === type)
      if (table && missing.length > 0) findSymbols(fd, table, sections[table.link], missing, symbols)
    }
    return { symbols, bias: (mapped) => (isMovable ? mapped - firstAddress : 0) }
  } finally {
    closeSync(fd)
  }
}

/** The first match of `pattern` in a file; for facts that no symbol holds. */
export function searchFile(path: string, pattern: RegExp): RegExpExecArray | null {
  const fd = openSync(path, "r")
  try {
    const { size } = fstatSync(fd)
    // Chunks overlap, so that a text that crosses two chunks is found.
    for (let at = 0; at < size; at += CHUNK - 64) {
      const found = pattern.exec(readAt(fd, at, CHUNK).toString("latin1"))
      if (found) return found
    }
    return null
  } finally {
    closeSync(fd)
  }
}

/** The address of the lowest loaded segment, rounded down to the start of its page. */
function lowestAddress(fd: number, head: Buffer): number {
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)]
  const table = readAt(fd, Number(head.readBigUInt64LE(32)), size * count)
  let lowest = Number.POSITIVE_INFINITY
  for (let at = 0; at + 56 <= table.length; at += size)
    if (table.readUInt32LE(at) === LOAD)
      lowest = Math.min(lowest, Number(table.readBigUInt64LE(at + 16) - table.readBigUInt64LE(at + 8)))
  return Number.isFinite(lowest) ? lowest : 0
}

function readSections(fd: number, head: Buffer): Section[] {
  const [size, count] = [head.readUInt16LE(58), head.readUInt16LE(60)]
  const table = readAt(fd, Number(head.readBigUInt64LE(40)), size * count)
  const sections: Section[] = []
  for (let at = 0; at + 64 <= table.length; at += size)
    sections.push({
      type: table.readUInt32LE(at + 4),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
    })
  return sections
}

function findSymbols(
  fd: number,
  table: Section,
  names: Section | undefined,
  wanted: readonly string[],
  into: Map<string, number>,
): void {
  if (!names || table.size > LARGEST_TABLE || names.size > LARGEST_TABLE) return
  const text = readAt(fd, names.offset, names.size)
  const byName = new Map<number, string>()
  for (const name of wanted) {
    const at = text.indexOf(`\0${name}\0`, 0, "latin1")
    if (at >= 0) byName.set(at + 1, name)
  }
  if (byName.size === 0) return
  const symbols = readAt(fd, table.offset, table.size)
  for (let at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
    const name = byName.get(symbols.readUInt32LE(at))
    const isDefined = symbols.readUInt16LE(at + 6) !== 0
    if (name !== undefined && isDefined) into.set(name, Number(symbols.readBigUInt64LE(at + 8)))
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  return buffer.subarray(0, length > 0 ? readSync(fd, buffer, 0, length, position) : 0)
}
