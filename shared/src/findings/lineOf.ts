import type { Site } from "../events/index.ts"
import { siteText } from "../names/index.ts"

/** `file.py:12`, without its folders; empty where not known. */
export function lineOf(site: Site | null | undefined): string {
  return site ? siteText(site) : ""
}
