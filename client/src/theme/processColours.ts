interface ProcessColour {
  readonly light: string
  readonly dark: string
}

/**
 * Tells processes apart where several share a place; states keep colours of their own, and a name or PID stands beside
 * each. At least 4.5 to 1 against `--on-accent`, and apart for eyes with any of the three colour blindnesses.
 */
export const PROCESS_COLOURS: readonly ProcessColour[] = [
  { light: "#247996", dark: "#3792fd" },
  { light: "#c24d5d", dark: "#ec8a92" },
  { light: "#5b6c00", dark: "#c9da97" },
  { light: "#8c5ad3", dark: "#db5dab" },
  { light: "#800902", dark: "#ddb227" },
  { light: "#6a34ab", dark: "#90baf1" },
  { light: "#8b3655", dark: "#9d9631" },
  { light: "#5a296d", dark: "#5de9e9" },
]

/** The colour of a process for as long as it is known, as a CSS value of both themes. */
export function processColour(proc: number): string {
  const colour = PROCESS_COLOURS[(proc - 1) % PROCESS_COLOURS.length] as ProcessColour
  return `light-dark(${colour.light}, ${colour.dark})`
}
