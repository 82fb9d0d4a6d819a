import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { Flow, FlowEnd, History } from "@forkscope/shared/history"
import { fullNameOf } from "@forkscope/shared/names"
import { poolOf, type Slice, type World } from "@forkscope/shared/world"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { duration, number, seconds } from "../../format/format.ts"
import { Button } from "../../parts/Button.tsx"
import { labelOf } from "../../scenes/timeline/laneSlices.ts"
import { useFacts, useSession } from "../../store/hooks.ts"
import { SourceLink } from "../findings/SourceLink.tsx"
import { showAlone } from "../time/moves.ts"
import css from "./Inspector.module.css"
import { Fact, Facts, Head, RefLink } from "./Parts.tsx"
import { Told } from "./Story.tsx"

interface Found {
  readonly history: History
  readonly proc: number
  readonly slice: Slice
  readonly flows: readonly Flow[]
}

/** The slice that an event began; null while it has not ended: until then it is part of its process's view. */
export function useSlice(seq: number | null): Found | null {
  const history = useFacts((facts) => facts.history)
  const version = useFacts((facts) => facts.version)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is the same object after it has grown; `version` changes then
  return useMemo(() => {
    const found = seq === null ? null : history.find(seq)
    return found && { ...found, history, flows: history.flows.of(found.slice.seq) }
  }, [history, version, seq])
}

/**
 * The events of a wait or a task that the page still has: those with the same `op` or `task` as the slice's first
 * event.
 */
function storyOfSlice(events: readonly ForkscopeEvent[], seq: number): ForkscopeEvent[] {
  const begun = events.find((event) => event.seq === seq)
  if (!begun) return []
  const isSame = (key: "op" | "task", event: ForkscopeEvent) =>
    key in begun && key in event && (begun as Numbered)[key] === (event as Numbered)[key]
  return events.filter((event) => event === begun || isSame("op", event) || isSame("task", event))
}

type Numbered = ForkscopeEvent & { readonly op?: number; readonly task?: number }

/** A slice of the timeline: what was done, where in the code, and what came before and after it. */
export function SliceView({ found, events }: { found: Found; events: readonly ForkscopeEvent[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const { proc, slice, flows } = found
  const { world } = found.history
  const story = useMemo(() => storyOfSlice(events, slice.seq), [events, slice.seq])
  const { start, end, seq, target, item, site, tid, outcome } = slice
  const pool = poolOf(target)
  return (
    <>
      <Head name={labelOf(world, slice)}>
        <span className={css.tag}>{outcome}</span>
      </Head>
      <Facts>
        <Fact name={t("slice.begins")}>{`${seconds(start, 6)} s`}</Fact>
        <Fact name={t("slice.took")}>{duration(end - start)}</Fact>
        <Fact name={t("slice.by")}>
          <RefLink world={world} to={{ kind: "process", id: proc }} />
        </Fact>
        <Fact name={t("slice.thread")}>{tid}</Fact>
        <Fact name={t("slice.queue")}>{target.kind === "queue" ? <RefLink world={world} to={target} /> : null}</Fact>
        <Fact name={t("slice.item")}>{item}</Fact>
        <Fact name={t("slice.pool")}>
          {pool === null ? null : <RefLink world={world} to={{ kind: "pool", id: pool }} />}
        </Fact>
        <Fact name={t("slice.lock")}>{target.kind === "lock" ? <RefLink world={world} to={target} /> : null}</Fact>
        <Fact name={t("slice.line")}>{site && <SourceLink site={site} />}</Fact>
        {flows.map((flow) => (
          <OtherEnd key={`${flow.from.at} ${flow.to.at}`} world={world} flow={flow} seq={seq} />
        ))}
      </Facts>
      <p className="quiet">{t("slice.told", { seq: number(seq) })}</p>
      <p className={css.actions}>
        <Button onClick={() => void session.playback.seekTime(start)}>{t("events.go")}</Button>
        <Button onClick={() => showAlone(session, start, end)}>{t("slice.alone")}</Button>
      </p>
      <Told story={story} world={world} />
    </>
  )
}

/** The other end of a flow: the put of an item that was got, the get of an item that was put, the submit of a task. */
function OtherEnd({ world, flow: { from, to }, seq }: { world: World; flow: Flow; seq: number }) {
  const { t } = useTranslation()
  const session = useSession()
  const isFrom = to.seq === seq
  const other: FlowEnd = isFrom ? from : to
  const took = duration(to.at - from.at)
  return (
    <Fact name={t(isFrom ? "slice.from" : "slice.to")}>
      <Button
        look="link"
        className={css.ref ?? ""}
        onClick={() => {
          if (other.seq === null) session.select({ kind: "process", id: other.proc })
          else session.selectSlice(other.proc, other.seq)
        }}
      >
        {fullNameOf(world, other.proc)}
      </Button>{" "}
      <span className={`quiet ${css.whole}`}>{t(isFrom ? "slice.earlier" : "slice.later", { took })}</span>
    </Fact>
  )
}
