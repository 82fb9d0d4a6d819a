import type { Terminal } from "@xterm/xterm"

/**
 * Makes a terminal ignore all queries.
 *
 * A program can print a query ("where is the cursor?", "what is your title?") that a terminal answers as if the user
 * had typed the answer. With several viewers each would answer, and text printed by an untrusted program would become
 * input. So no query gets an answer; only the keyboard reaches the program.
 */
export function refuseQueries(terminal: Terminal): void {
  const { parser } = terminal
  const deaf = () => true
  // Device attributes, device status, cursor position, window reports, terminal parameters, version.
  for (const final of ["c", "n", "t", "x"]) parser.registerCsiHandler({ final }, deaf)
  for (const prefix of [">", "=", "?"]) {
    for (const final of ["c", "n", "q", "u"]) parser.registerCsiHandler({ prefix, final }, deaf)
  }
  // Query whether a mode is set (DECRQM).
  parser.registerCsiHandler({ intermediates: "$", final: "p" }, deaf)
  parser.registerCsiHandler({ prefix: "?", intermediates: "$", final: "p" }, deaf)
  // Queries of settings and capabilities (DECRQSS, XTGETTCAP).
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, deaf)
  parser.registerDcsHandler({ intermediates: "+", final: "q" }, deaf)
  // Setting colours is allowed, querying them is not; the clipboard is never accessible.
  for (const code of [4, 10, 11, 12]) parser.registerOscHandler(code, (data) => data.includes("?"))
  parser.registerOscHandler(52, deaf)
  parser.registerEscHandler({ final: "Z" }, deaf)
  // Focus reports (mode 1004).
  parser.registerCsiHandler({ prefix: "?", final: "h" }, (parameters) => parameters.some((mode) => mode === 1004))
}
