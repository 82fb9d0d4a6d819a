interface ProcessColour {
  readonly light: string
  readonly dark: string
}

/**
 * Distinguishes processes where several share a place. States have other colours, and a name or PID is always next to
 * the colour. Contrast of at least 4.5 to 1 with `--on-accent`; distinguishable with each of the three kinds of colour
 * blindness.
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

/** The colour of a process, constant for its lifetime, as a CSS value for both themes. */
export function processColour(proc: number): string {
  const colour = PROCESS_COLOURS[(proc - 1) % PROCESS_COLOURS.length] as ProcessColour
  return `light-dark(${colour.light}, ${colour.dark})`
}
