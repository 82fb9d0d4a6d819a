import type { ITheme } from "@xterm/xterm"

/** The page's colours as an xterm theme. */
export function terminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    background: of("panel"),
    foreground: of("text"),
    cursor: of("accent"),
    cursorAccent: of("panel"),
    selectionBackground: of("accent-soft"),
    scrollbarSliderBackground: of("hairline"),
    scrollbarSliderHoverBackground: of("line"),
    scrollbarSliderActiveBackground: of("line"),
    overviewRulerBorder: of("panel"),
    black: of("text"),
    red: of("failed-ink"),
    green: of("running-ink"),
    yellow: of("ready-ink"),
    blue: of("waiting-ink"),
    magenta: of("stopped-ink"),
    cyan: of("accent-ink"),
    white: of("muted"),
    brightBlack: of("muted"),
    brightRed: of("failed-ink"),
    brightGreen: of("running-ink"),
    brightYellow: of("ready-ink"),
    brightBlue: of("waiting-ink"),
    brightMagenta: of("stopped-ink"),
    brightCyan: of("accent-ink"),
    brightWhite: of("text"),
  }
}
