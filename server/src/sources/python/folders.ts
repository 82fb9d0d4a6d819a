import { fileURLToPath } from "node:url"

/** Where `server/probes/python` may be: beside the bundle, or beside the sources. */
export const PROBE_FOLDERS = ["./python", "../../../probes/python"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)
