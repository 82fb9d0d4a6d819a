import { type CSSVariablesResolver, createTheme } from "@mantine/core"

export const theme = createTheme({
  // From text to background, as in tokens.css; Mantine selects by index.
  colors: {
    dark: [
      "#dfe5ee",
      "#c3cbd8",
      "#8b96a8",
      "#6d788b",
      "#2e3745",
      "#222935",
      "#181d26",
      "#12161d",
      "#0d1015",
      "#0a0c10",
    ],
  },
  fontFamily: "var(--sans)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "16px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5" },
  headings: { fontFamily: "var(--sans)", fontWeight: "620" },
  defaultRadius: "6px",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
})

/** Gives Mantine our CSS variables, so that its components use them in both themes. */
export const mantineVariables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--panel)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-anchor": "var(--accent-ink)",
    "--mantine-color-error": "var(--failed-ink)",
    "--mantine-color-default": "var(--panel)",
    "--mantine-color-default-hover": "var(--raised)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-primary-color-filled": "var(--accent)",
    "--mantine-color-blue-filled": "var(--accent)",
    "--mantine-color-blue-filled-hover": "var(--accent-ink)",
  }
  return { variables: {}, light: both, dark: both }
}
