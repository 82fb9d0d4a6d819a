import "./base.css"

export { Scene } from "./Scene.tsx"
export { Timeline } from "./timeline/Timeline.tsx"
