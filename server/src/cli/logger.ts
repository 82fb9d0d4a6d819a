import { type DestinationStream, type Logger, pino } from "pino"

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The one logger of this process, on stderr: stdout is for the line with the address, or for the observed program. */
export function openLogger(level: LogLevel, to: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, base: { pid: process.pid } }, to)
}
