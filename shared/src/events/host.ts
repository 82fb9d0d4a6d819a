import { z } from "zod"
import { define, field } from "./define.ts"

const host = field.id.describe("the machine; 1 is the one that the run began on")

export const hostEvents = [
  define(
    "host.joined",
    "A machine takes part in the run: it has cores and a clock of its own.",
    {
      host,
      name: field.name.describe("as the machine calls itself"),
      bootId: field.name
        .describe("of this start of its kernel; with it a PID and a start time name one process for good")
        .optional(),
      cores: field.count.describe("how many processes can run on it at a time"),
      memory: field.count.describe("of the machine, kB").optional(),
      platform: field.name.describe("operating system, e.g. linux"),
      kernel: field.name.describe("release of its kernel"),
    },
    "1.1",
  ),
  define(
    "host.clock.measured",
    "How far the machine's clock is from that of the run's first machine.",
    {
      host,
      offset: z.int().describe("µs to add to the machine's times to get times on the axis of the run"),
      error: field.micros.describe("µs by which the offset may be wrong: half of the round trip"),
    },
    "1.1",
  ),
] as const
