import { mkdtempSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

const root = fileURLToPath(new URL("../../", import.meta.url))

/**
 * Makes a folder for a bundle: inside node_modules, where our dependencies are found, and as deep below the project's
 * root as our own folders, so that relative paths still lead to the same place. The caller removes it.
 */
export const makeFolder = () => mkdtempSync(join(root, "node_modules/.bench-"))

/**
 * Bundles our sources and imports these names from the bundle.
 *
 * @param names Each exported name, with the path of its file relative to the project's root.
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
