import type { TraceEvent } from "../../shared/src/export/traceEvent.ts"

interface Slice {
  name: string
  track: string
  ts: number
  end: number
  depth: number
}

/** A trace after Perfetto's import. */
export interface Imported {
  slices: Slice[]
  /** The two slices that each arrow connects. */
  flows: [from: Slice, to: Slice][]
  processes: Map<number, string>
  /** Names of threads by `pid/tid`. */
  threads: Map<string, string>
  counters: Map<string, number>
  /** Names of the errors that Perfetto would count, as in its stats.h. */
  errors: string[]
}

/**
 * Reads a trace by the rules of Perfetto's importer, which is a native program: parsing as in `json_trace_parser.cc`,
 * order as in `trace_sorter.h`, nesting as in `slice_tracker.cc` and arrows as in `flow_tracker.cc`, below
 * https://github.com/google/perfetto/tree/main/src/trace_processor.
 */
export function imported(text: string): Imported {
  const errors: string[] = []
  // Its JSON reader does not accept surrogates, and its reader of the outermost object does not accept DEL.
  if (/(?<!\\)(\\\\)*\\u[dD][89a-fA-F]/.test(text) || text.includes("\x7f")) errors.push("json_tokenizer_failure")
  const events = (JSON.parse(text) as { traceEvents: TraceEvent[] }).traceEvents
  const result: Imported = {
    slices: [],
    flows: [],
    processes: new Map(),
    threads: new Map(),
    counters: new Map(),
    errors,
  }
  const open = new Map<string, Slice[]>()
  const begun = new Map<number, Slice>()
  const rank = ({ ph, dur = 0 }: TraceEvent) => (ph === "X" ? Number.MAX_SAFE_INTEGER - dur : Number.MAX_SAFE_INTEGER)
  for (const event of events.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0) || rank(a) - rank(b))) {
    const { ph, name, pid, tid = pid, ts, dur, args } = event
    const track = `${pid}/${tid}`
    if (ts === undefined && ph !== "M") errors.push("json_tokenizer_failure")
    if (ph === "M" && name !== "process_sort_index") {
      if (typeof args?.name !== "string" || args.name === "") errors.push("json_parser_failure")
      if (name === "process_name") result.processes.set(pid, String(args?.name))
      if (name === "thread_name") result.threads.set(track, String(args?.name))
    }
    if (ph === "C") {
      for (const [key, value] of Object.entries(args ?? {})) {
        if (typeof value !== "number") errors.push("json_parser_failure")
        result.counters.set(`${name} ${key}`, Number(value))
      }
    }
    if (ph !== "X" || ts === undefined) continue
    if (dur === undefined) errors.push("json_parser_failure")
    const stack = open.get(track) ?? []
    open.set(track, stack)
    const slice: Slice = { name, track, ts, end: ts + (dur ?? 0), depth: 0 }
    while ((stack.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= ts) stack.pop()
    if (stack.some(({ end }) => ts < end && slice.end > end)) errors.push("slice_spill_overlapping_complete_event")
    slice.depth = stack.length
    stack.push(slice)
    result.slices.push(slice)
    flow(event, slice)
  }
  return result

  function flow({ bind_id, flow_in, flow_out }: TraceEvent, slice: Slice): void {
    if (bind_id === undefined) return
    if (!Number.isSafeInteger(bind_id)) errors.push("flow_invalid_id")
    if (!flow_in && !flow_out) errors.push("flow_without_direction")
    if (flow_out) {
      if (begun.has(bind_id)) errors.push("flow_duplicate_id")
      begun.set(bind_id, slice)
    } else if (flow_in) {
      const from = begun.get(bind_id)
      if (!from) errors.push("flow_end_without_start")
      // The slice that begins first is the arrow's origin.
      else result.flows.push(from.ts > slice.ts ? [slice, from] : [from, slice])
    }
  }
}
