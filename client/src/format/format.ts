/** Seconds with a fixed number of places, from µs: `13.871`. */
export function seconds(micros: number, places = 3): string {
  return (micros / 1e6).toFixed(places)
}

/** A length of time at the precision an eye wants: `840 µs`, `12.5 ms`, `1.24 s`, `2:05`. */
export function duration(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`
  if (micros < 100_000) return `${(micros / 1000).toFixed(1)} ms`
  if (micros < 60_000_000) return `${(micros / 1e6).toFixed(2)} s`
  return clock(micros / 1000)
}

/** `0:14`, `12:05`, `1:02:03` from ms. */
export function clock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const two = (n: number) => String(n).padStart(2, "0")
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** `640 kB`, `11.4 MB`, `1.2 GB` from kB. */
export function memory(kilobytes: number): string {
  if (kilobytes < 1000) return `${kilobytes} kB`
  if (kilobytes < 1_000_000) return `${(kilobytes / 1000).toFixed(1)} MB`
  return `${(kilobytes / 1e6).toFixed(1)} GB`
}

/** `49%` from 0.49. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** Thousands apart by a thin space, as in `1 203`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, "\u2009")
}
