import { z } from "zod"
import { define, field } from "./define.ts"

const segment = field.id.describe("the segment")
const inSegment = { segment, proc: field.id.describe("the process that did it") }
const SINCE = "1.3"

export const segmentEvents = [
  define(
    "segment.created",
    "A segment of shared memory was made, or one that was made elsewhere was seen for the first time.",
    {
      ...inSegment,
      name: field.name.describe("by which any process can attach it"),
      size: z.int().nonnegative().describe("bytes"),
    },
    SINCE,
  ),
  define(
    "segment.attached",
    "The process has the segment in its memory: what it writes there, others see.",
    inSegment,
    SINCE,
  ),
  define("segment.detached", "The process no longer has the segment.", inSegment, SINCE),
  define(
    "segment.unlinked",
    "The segment's name is gone: no other process can attach it. It lasts until the last process that has it detaches it.",
    inSegment,
    SINCE,
  ),
] as const
