import "./base.css"

export { Cores } from "./cores/Cores.tsx"
export { Stage } from "./stage/Stage.tsx"
export { Timeline } from "./timeline/Timeline.tsx"
