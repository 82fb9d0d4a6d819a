import i18next from "i18next"

/** A formatter in the page's language, cached per language: making one takes longer than using it a hundred times. */
function inLanguage<Format>(make: (language: string) => Format): () => Format {
  const made = new Map<string, Format>()
  return () => {
    const language = i18next.language ?? "en"
    const format = made.get(language) ?? make(language)
    made.set(language, format)
    return format
  }
}

const numbers = (options: Intl.NumberFormatOptions) =>
  inLanguage((language) => new Intl.NumberFormat(language, options))
const decimals = (places: number) => ({ minimumFractionDigits: places, maximumFractionDigits: places })

const fixed = Array.from({ length: 7 }, (_, places) => numbers(decimals(places)))
const threeDigits = numbers({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
const compact = numbers({ notation: "compact" })
const share = numbers({ style: "percent" })
const [kilobytes, megabytes, gigabytes] = [
  numbers({ style: "unit", unit: "kilobyte" }),
  numbers({ style: "unit", unit: "megabyte", ...decimals(1) }),
  numbers({ style: "unit", unit: "gigabyte", ...decimals(1) }),
]
const moments = inLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium" }))

/** `1,203`, or with decimals `1,203.5`. @param places Decimals, 0 to 6. */
export function number(value: number, places = 0): string {
  return (fixed[places] ?? threeDigits)().format(value)
}

/** Seconds with a fixed number of decimals, from µs: `13.871`. */
export function seconds(micros: number, places = 3): string {
  return number(micros / 1e6, places)
}

// Both languages use the SI symbols of seconds: for English `Intl` offers only `1.24 sec` and `1.24s`.

/** A duration with about three significant figures: `840 µs`, `12.5 ms`, `1.24 s`, `2:05`. */
export function duration(micros: number): string {
  if (micros < 1000) return `${number(micros)} µs`
  if (micros < 100_000) return `${number(micros / 1000, 1)} ms`
  if (micros < 60_000_000) return `${seconds(micros, 2)} s`
  return clock(micros / 1000)
}

/** A duration of constant text width: `0.03 s`, `1.24 s`, `12.4 s`. */
export function shortDuration(micros: number): string {
  return `${seconds(micros, micros < 10_000_000 ? 2 : 1)} s`
}

/** A duration with three or more significant figures: `740 µs`, `6.94 ms`, `1.240 s`. */
export function exactDuration(micros: number): string {
  if (micros < 1000) return `${number(micros)} µs`
  return micros < 1e6 ? `${threeDigits().format(micros / 1000)} ms` : `${seconds(micros)} s`
}

/** `0:14`, `12:05`, `1:02:03` from ms. */
export function clock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const two = (n: number) => String(n).padStart(2, "0")
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** A date and time of day from ms since 1970. */
export function moment(milliseconds: number): string {
  return moments().format(milliseconds)
}

/** `640 kB`, `11.4 MB`, `1.2 GB` from kB. */
export function memory(amount: number): string {
  if (amount < 1000) return kilobytes().format(amount)
  return amount < 1_000_000 ? megabytes().format(amount / 1000) : gigabytes().format(amount / 1e6)
}

/** As `memory`, from bytes: at least 1 kB. */
export const memoryOfBytes = (bytes: number): string => memory(Math.ceil(bytes / 1000))

/** `49%` from 0.49. */
export function percent(value: number): string {
  return share().format(value)
}

/** `48/s`, `1.2K/s`: the shortest form. */
export function compactRate(perSecond: number): string {
  return `${compact().format(perSecond)}/s`
}
