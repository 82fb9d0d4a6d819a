import { decode, encode, isJson } from "../../wire/codec.ts"
import type { ByteReader, ByteWriter } from "./bytes.ts"

/** How a value is encoded: small plain ones as a tag and their bits, plain objects as JSON, all others by the codec. */
const UNDEFINED = 0
const NULL = 1
const TRUE = 2
const FALSE = 3
const INT32 = 4
const DOUBLE = 5
const TEXT = 6
const LIST = 7
const JSON_TEXT = 8
const CODED = 9

/** Longer arrays are encoded as a whole by JSON or the codec. */
const MOST_ELEMENTS = 16

/**
 * Writes a value so that the other side reads an equal one.
 *
 * @throws what the codec throws for a value that cannot be sent; the writer is then unchanged.
 */
export function writeValue(writer: ByteWriter, value: unknown): void {
  const start = writer.length
  if (writePlain(writer, value, 2)) return
  writer.length = start
  const bytes = encode(value)
  writer.u8(CODED)
  writer.bytes(bytes)
}

/** Writes the value if it is a plain one. If not, what was written has to be discarded. */
function writePlain(writer: ByteWriter, value: unknown, levels: number): boolean {
  switch (typeof value) {
    case "undefined":
      writer.u8(UNDEFINED)
      return true
    case "boolean":
      writer.u8(value ? TRUE : FALSE)
      return true
    case "number":
      writeNumber(writer, value)
      return true
    case "string":
      writeText(writer, value)
      return true
    case "object":
      if (value === null) {
        writer.u8(NULL)
        return true
      }
      if (levels > 0 && isSmallList(value)) {
        writer.u8(LIST)
        writer.u8(value.length)
        for (const element of value) if (!writePlain(writer, element, levels - 1)) return false
        return true
      }
      if (!isJson(value)) return false
      writeJson(writer, value)
      return true
    default:
      return false
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  // Minus zero is not an int32.
  const isInt32 = (value | 0) === value && (value !== 0 || 1 / value > 0)
  writer.u8(isInt32 ? INT32 : DOUBLE)
  if (isInt32) writer.i32(value)
  else writer.f64(value)
}

function writeText(writer: ByteWriter, value: string): void {
  // UTF-8 cannot encode half of a surrogate pair; JSON escapes it.
  const isUtf8 = isWellFormed(value)
  writer.u8(isUtf8 ? TEXT : JSON_TEXT)
  writer.text(isUtf8 ? value : JSON.stringify(value))
}

/** Exists in Node 20, but not in the types of ES2023. */
const isWellFormed = (value: string) => (value as unknown as { isWellFormed(): boolean }).isWellFormed()

function writeJson(writer: ByteWriter, value: unknown): void {
  writer.u8(JSON_TEXT)
  writer.text(JSON.stringify(value))
}

/** An array without holes or extra properties, short enough to be checked. */
function isSmallList(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length > MOST_ELEMENTS) return false
  return Object.getPrototypeOf(value) === Array.prototype && Object.keys(value).length === value.length
}

/** Reads one value. After an error of the codec the reader is positioned behind the value. */
export function readValue(reader: ByteReader): unknown {
  const tag = reader.u8()
  switch (tag) {
    case UNDEFINED:
      return undefined
    case NULL:
      return null
    case TRUE:
      return true
    case FALSE:
      return false
    case INT32:
      return reader.i32()
    case DOUBLE:
      return reader.f64()
    case TEXT:
      return reader.text()
    case JSON_TEXT:
      return JSON.parse(reader.text())
    case LIST: {
      const list: unknown[] = []
      for (let left = reader.u8(); left > 0; left--) list.push(readValue(reader))
      return list
    }
    case CODED:
      return decode(reader.bytes())
    default:
      throw new RangeError(`expected the tag of a value, 0 to ${CODED}, got ${tag}`)
  }
}
