import { execFileSync, spawnSync } from "node:child_process"

/**
 * Installs Debian's packages that are missing.
 *
 * @throws Error that names them, where only root could install them.
 */
export function installPackages(names: readonly string[]): void {
  const missing = [...new Set(names)].filter(
    (name) => spawnSync("dpkg", ["-s", name], { stdio: "ignore" }).status !== 0,
  )
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) throw new Error(`Expected these packages: ${missing.join(" ")}; install them first`)
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  execFileSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" })
  execFileSync("apt-get", ["install", "-yqq", "--no-install-recommends", ...missing], { env, stdio: "ignore" })
}
