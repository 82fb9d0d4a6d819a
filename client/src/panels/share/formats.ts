/** All file formats that a run can be saved in. */
export const FORMATS = {
  recording: { ending: "forkscope", type: "application/octet-stream" },
  page: { ending: "html", type: "text/html" },
  trace: { ending: "trace.json", type: "application/json" },
  events: { ending: "ndjson", type: "application/x-ndjson" },
  svg: { ending: "svg", type: "image/svg+xml" },
  png: { ending: "png", type: "image/png" },
} as const

export type Format = keyof typeof FORMATS
