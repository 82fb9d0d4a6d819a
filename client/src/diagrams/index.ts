import "./base.css"

export { Seats } from "./seats/Seats.tsx"
export { Stage } from "./stage/Stage.tsx"
export { Timeline } from "./timeline/Timeline.tsx"
