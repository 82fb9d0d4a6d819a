import type { Terminal } from "@xterm/xterm"

/**
 * Makes a terminal deaf to questions about itself.
 *
 * A program can print a question ("where is the cursor?", "what is your title?") whose answer a terminal types in by
 * itself. With several viewers every one would answer, and text from a stranger would type into the program. So no
 * question gets an answer; the keyboard alone reaches the program.
 */
export function refuseQueries(terminal: Terminal): void {
  const { parser } = terminal
  const deaf = () => true
  // Device attributes, device status, cursor position, window reports, terminal parameters, version.
  for (const final of ["c", "n", "t", "x"]) parser.registerCsiHandler({ final }, deaf)
  for (const prefix of [">", "=", "?"]) {
    for (const final of ["c", "n", "q", "u"]) parser.registerCsiHandler({ prefix, final }, deaf)
  }
  // Is this mode set?
  parser.registerCsiHandler({ intermediates: "$", final: "p" }, deaf)
  parser.registerCsiHandler({ prefix: "?", intermediates: "$", final: "p" }, deaf)
  // What is the state of this setting, what is that capability?
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, deaf)
  parser.registerDcsHandler({ intermediates: "+", final: "q" }, deaf)
  // Colours may be set, not asked for; the clipboard is nobody's.
  for (const code of [4, 10, 11, 12]) parser.registerOscHandler(code, (data) => data.includes("?"))
  parser.registerOscHandler(52, deaf)
  parser.registerEscHandler({ final: "Z" }, deaf)
  // Tell me when the window gets the focus.
  parser.registerCsiHandler({ prefix: "?", final: "h" }, (parameters) => parameters.some((mode) => mode === 1004))
}
