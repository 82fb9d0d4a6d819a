import type { World } from "@forkscope/shared/world"
import { javascript } from "./javascript.ts"
import { python } from "./python.ts"
import type { LabSyntax } from "./syntax.ts"

/** The language of the watched lab; Node where no lab is watched. */
export function syntaxOf(world: World): LabSyntax {
  return world.run?.language === "python" ? python : javascript
}
