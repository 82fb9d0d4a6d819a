import type { TFunction } from "i18next"
import type { WaitReason } from "../../scenes/waitReasons.ts"

/** Seconds as they are read: `1.24 s`, `0.03 s`, `12.4 s`. */
export function secondsText(micros: number): string {
  const seconds = micros / 1e6
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
}

/** A length of time with three figures or more: `740 µs`, `6.94 ms`, `1.240 s`. */
export function exactText(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`
  return micros < 1e6 ? `${(micros / 1000).toPrecision(3)} ms` : `${(micros / 1e6).toFixed(3)} s`
}

/** Movements per second: `48/s`, `1.2k/s`. */
export function rateText(rate: number): string {
  return rate < 1000 ? `${Math.round(rate)}/s` : `${(rate / 1000).toFixed(rate < 10_000 ? 1 : 0)}k/s`
}

/** Python's way: negative is the signal that ended it. */
export function exitText(t: TFunction<"stage">, exitCode: number | null): string {
  if (exitCode === null) return t("exit.unknown")
  return t("exit.code", { code: exitCode < 0 ? `−${-exitCode}` : String(exitCode) })
}

export const causeText = (t: TFunction<"stage">, cause: WaitReason) => t(`cause.${cause}`)

export const percent = (share: number) => `${Math.round(share * 100)} %`
