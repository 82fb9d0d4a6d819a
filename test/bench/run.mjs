/**
 * `npm run bench -- pool queue …`: runs the named benchmarks, or all. Each prints its figures and whether its targets
 * are met.
 */
import { readdirSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

const folder = dirname(fileURLToPath(import.meta.url))
const known = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && file !== "run.mjs" && !file.startsWith("_"))
  .map((file) => file.slice(0, -".mjs".length))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`Expected benchmarks of: ${known.join(", ")}. Got: ${unknown.join(", ")}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`\n${name}`)
  const { default: bench } = await import(`./${name}.mjs`)
  await bench()
}
