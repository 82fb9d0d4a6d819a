/** Line icons on a 16 px grid, in the colour of the surrounding text. */
const PATHS = {
  plus: "M8 3.5v9M3.5 8h9",
  close: "M4 4l8 8M12 4l-8 8",
  stop: "M4.5 4.5h7v7h-7z",
  trash: "M3 4.5h10M6.5 4V2.8h3V4M4.3 4.5l.6 8.7h6.2l.6-8.7",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14",
  moon: "M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8z",
  sun: "M8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  help: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM6.2 6.3c.1-1 .8-1.6 1.8-1.6s1.8.6 1.8 1.5c0 1.3-1.7 1.3-1.7 2.6M8 11.2v.1",
  chevron: "M6 4l4 4-4 4",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  save: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10",
  // The severities of findings, distinguishable by shape alone: a stop sign, a cross, a triangle, an i.
  hang: "M5.5 1.8h5l3.7 3.7v5l-3.7 3.7h-5L1.8 10.5v-5zM5 8h6",
  error: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  hint: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 7.2v4M8 4.8v.1",
  warning: "M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.3v.1",
  pause: "M5.8 4v8M10.2 4v8",
  play: "M5.2 3.4v9.2L12.6 8z",
  stepBack: "M4.5 4v8M11.5 4.2v7.6L6.8 8z",
  stepForth: "M11.5 4v8M4.5 4.2v7.6L9.2 8z",
  zoomIn: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14M5 7h4M7 5v4",
  zoomOut: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14M5 7h4",
  fit: "M2.5 4v8M13.5 4v8M4.8 8h6.4M6.6 6 4.6 8l2 2M9.4 6l2 2-2 2",
  tall: "M3 13h10M8 10.5V3M5.2 5.6 8 2.8l2.8 2.8",
  low: "M3 13h10M8 3v7.2M5.2 7.6 8 10.4l2.8-2.8",
  packed: "M2.5 4.5h5M9.5 4.5h4M2.5 8h2.5M7 8h6.5M2.5 11.5h6.5M11 11.5h2.5",
  helpers: "M2.5 3.5h11L9.5 8.6v4.2l-3 .9V8.6z",
  folder: "M2.2 12.5v-9h4l1.4 1.7h6.2v7.3z",
  compare: "M2.8 2.8v10.4M2.8 5.6h10.4M2.8 10.4h6",
  check: "M3.5 8.5l3 3 6-7",
  again: "M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.9 2.6v2.6h-2.6",
  pen: "M3 13l.6-2.8 7-7a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7l-7 7zM9.6 4.2l2.2 2.2",
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
