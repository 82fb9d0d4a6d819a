import { mkdtempSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** A folder for a bench, as deep below the top as our own and where what we depend on is found. Whoever makes it removes it. */
export const makeFolder = () => mkdtempSync(join(root, "node_modules/.bench-"))

/**
 * Loads names from our sources as they would be built.
 *
 * @param names Each name, and the file that it is exported from, from the project's top.
 */
export async function bundle(folder, names) {
  const input = join(folder, "entry.ts")
  const lines = Object.entries(names).map(
    ([name, file]) => `export { ${name} } from ${JSON.stringify(join(root, file))}`,
  )
  writeFileSync(input, lines.join("\n"))
  const built = await rolldown({ input, platform: "node", external: ["playwright-core"] })
  const file = join(folder, "entry.mjs")
  await built.write({ file, format: "esm" })
  await built.close()
  return await import(pathToFileURL(file).href)
}
