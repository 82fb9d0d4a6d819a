import { accessSync, constants, readFileSync } from "node:fs"
import { join } from "node:path"

/**
 * The folder in which a control group for a run can be made; null if there is none, or it isn't ours.
 *
 * The pids controller of version 1 limits a fork bomb; a group of version 2 can be killed as a whole. Version 1 is
 * looked for first: where it is mounted, version 2 has no controllers.
 *
 * @param membership text of /proc/self/cgroup, lines such as `8:pids:/user` or `0::/user.slice`
 */
export function cgroupParent(membership = readText("/proc/self/cgroup")): string | null {
  const groups = membership.split("\n").map((line) => line.split(":"))
  const v1 = groups.find(([, controllers]) => controllers?.split(",").includes("pids"))
  const v2 = groups.find(([id, controllers]) => id === "0" && controllers === "")
  const candidates = [
    ...(v1 ? [join("/sys/fs/cgroup/pids", pathOf(v1))] : []),
    ...(v2 ? [join("/sys/fs/cgroup", pathOf(v2)), join("/sys/fs/cgroup/unified", pathOf(v2))] : []),
  ]
  return candidates.find(isOurs) ?? null
}

/** The PIDs in a group; none if the group no longer exists. */
export function cgroupMembers(group: string): number[] {
  return readText(join(group, "cgroup.procs")).split("\n").filter(Boolean).map(Number)
}

function pathOf(line: string[]): string {
  return line.slice(2).join(":")
}

function isOurs(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    accessSync(join(folder, "cgroup.procs"), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
