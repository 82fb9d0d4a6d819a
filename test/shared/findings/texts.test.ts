import { readFileSync } from "node:fs"
import { english } from "@forkscope/shared/findings/texts"
import { expect, test } from "vitest"

const NO_KINDS = ["place", "more_one", "more_other", "count", "link"]

test("the README gives an example of each kind of finding", () => {
  const readme = readFileSync(new URL("../../../shared/src/findings/README.md", import.meta.url), "utf8")
  const kinds = [...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind ?? "")
  expect(kinds.sort()).toEqual(
    Object.keys(english)
      .filter((key) => !NO_KINDS.includes(key))
      .sort(),
  )
})
