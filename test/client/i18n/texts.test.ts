import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const CLIENT = join(import.meta.dirname, "../../../client/src")

type Texts = { [key: string]: string | Texts }

const SHARED = join(import.meta.dirname, "../../../shared/src")
/** Texts that live in `shared`, because the command line prints them too, in English. */
const SHARED_FILES = ["findings.json", "recording.json"]

const pathOf = (language: string, file: string) =>
  SHARED_FILES.includes(file)
    ? join(SHARED, file.replace(".json", ""), "texts", `${language}.json`)
    : join(CLIENT, "i18n", language, file)

function textsOf(language: string, file: string): Map<string, string> {
  const texts = JSON.parse(readFileSync(pathOf(language, file), "utf8")) as Texts
  const flat = new Map<string, string>()
  const walk = (part: Texts, path: string) => {
    for (const [key, value] of Object.entries(part)) {
      const full = path === "" ? key : `${path}.${key}`
      if (typeof value === "string") flat.set(full, value)
      else walk(value, full)
    }
  }
  walk(texts, "")
  return flat
}

/** Chinese has one plural form, English two. */
const singular = (key: string) => key.replace(/_one$/, "_other")
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)(?:, list)?\}\}/g)].map(([, name]) => name).sort()

const FILES = [...readdirSync(join(CLIENT, "i18n/en")), ...SHARED_FILES]

test.each(FILES)("%s: Chinese has every key of English, with the same placeholders", (file) => {
  const [english, chinese] = [textsOf("en", file), textsOf("zh", file)]
  const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(singular))].sort()
  expect(keys(chinese)).toEqual(keys(english))
  for (const [key, text] of english) {
    if (!key.endsWith("_one")) expect([key, gaps(chinese.get(key) ?? "")]).toEqual([key, gaps(text)])
  }
})

test("every key that the page uses has a text", () => {
  const texts = textsOf("en", "ui.json")
  const has = (key: string) => texts.has(key) || texts.has(`${key}_other`)
  const files = readdirSync(join(CLIENT, "panels"), { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  )
  const used = files.flatMap((file) => [
    ...readFileSync(join(CLIENT, "panels", file), "utf8").matchAll(/\bt\(\s*(?:\w+ \? )?"([\w.]+)"/g),
  ])
  expect(used.length).toBeGreaterThan(80)
  expect(used.map(([, key]) => key ?? "").filter((key) => !has(key))).toEqual([])
})
