export { type Frames, type FramesOptions, watchFrames } from "./watchFrames.ts"
