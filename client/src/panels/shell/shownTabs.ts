import type { World } from "@forkscope/shared/world"
import { NARROW_TABS, TABS, type Tab } from "../../store/link.ts"

/** The tabs that apply to a run: the console only for a lab, code only where source files are known. */
export function shownTabs(world: World, isWide: boolean): readonly Tab[] {
  const kind = world.run?.kind ?? "lab"
  const tabs = TABS.filter((tab) => {
    if (tab === "console") return kind === "lab"
    return tab !== "code" || kind === "program" || Object.keys(world.sources).length > 0
  })
  return isWide ? tabs : [...tabs, ...NARROW_TABS]
}
