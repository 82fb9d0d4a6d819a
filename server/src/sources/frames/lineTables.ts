/** The line of an instruction that belongs to no line. */
export const NO_LINE = -1

/** The lines of a code object's instructions. */
export class Lines {
  /** `ends[i]`: the first offset after the instructions of `lines[i]`; ascending. */
  readonly #ends: number[]
  readonly #lines: number[]
  readonly #firstLine: number

  constructor(ends: number[], lines: number[], firstLine: number) {
    this.#ends = ends
    this.#lines = lines
    this.#firstLine = firstLine
  }

  /** The line of the instruction at this offset in bytes; a negative offset is before the first instruction. */
  at(offset: number): number {
    if (offset < 0) return this.#firstLine
    let low = 0
    let high = this.#ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ends[middle] as number) > offset) high = middle
      else low = middle + 1
    }
    return this.#lines[low] ?? NO_LINE
  }
}

/** 3.9, `co_lnotab` (Objects/lnotab_notes.txt): pairs of an unsigned step in bytes and a signed step in lines. */
export function fromLnotab(table: Buffer, firstLine: number): Lines {
  const ends: number[] = []
  const lines: number[] = []
  let [address, line] = [0, firstLine]
  for (let at = 0; at + 1 < table.length; at += 2) {
    address += table.readUInt8(at)
    ends.push(address)
    lines.push(line)
    line += table.readInt8(at + 1)
  }
  return new Lines([...ends, Number.POSITIVE_INFINITY], [...lines, line], firstLine)
}

/** 3.10, `co_linetable` (PEP 626): the same pairs, but the step in lines applies first, and −128 means no line. */
export function fromLinetable(table: Buffer, firstLine: number): Lines {
  const ends: number[] = []
  const lines: number[] = []
  let [address, line] = [0, firstLine]
  for (let at = 0; at + 1 < table.length; at += 2) {
    const step = table.readInt8(at + 1)
    address += table.readUInt8(at)
    if (step !== -128) line += step
    ends.push(address)
    lines.push(step === -128 ? NO_LINE : line)
  }
  return new Lines(ends, lines, firstLine)
}

const BYTES_PER_UNIT = 2
const ONE_LINE_0 = 10
const ONE_LINE_2 = 12
const NO_COLUMNS = 13
const LONG = 14
const NO_LOCATION = 15

/** 3.11 and up, `co_linetable` (InternalDocs/code_objects.md): entries; the first byte of each has its top bit set. */
export function fromLocations(table: Buffer, firstLine: number): Lines {
  const ends: number[] = []
  const lines: number[] = []
  let [address, line] = [0, firstLine]
  for (let at = 0; at < table.length; ) {
    const head = table[at] as number
    const kind = (head >> 3) & 15
    address += BYTES_PER_UNIT * ((head & 7) + 1)
    if (kind >= ONE_LINE_0 && kind <= ONE_LINE_2) line += kind - ONE_LINE_0
    else if (kind === NO_COLUMNS || kind === LONG) line += signedVarint(table, at + 1)
    ends.push(address)
    lines.push(kind === NO_LOCATION ? NO_LINE : line)
    // The other bytes of an entry describe columns; only first bytes have the top bit set.
    do at++
    while (at < table.length && (table[at] as number) < 0x80)
  }
  return new Lines(ends, lines, firstLine)
}

function signedVarint(table: Buffer, at: number): number {
  let value = 0
  for (let shift = 0; at < table.length; shift += 6) {
    const chunk = table[at++] as number
    value |= (chunk & 63) << shift
    if (!(chunk & 64)) break
  }
  return value & 1 ? -(value >>> 1) : value >>> 1
}
