import { commandLine, nameOf, processCall, taskCall } from "@forkscope/shared/names"
import {
  hasThreads,
  isAlive,
  type ProcessEntity,
  recentShares,
  stateOf,
  type World,
  waitOf,
} from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { memory, seconds } from "../../format/format.ts"
import { useRunNow } from "../../format/useRunNow.ts"
import { waitText } from "../../format/waitText.ts"
import { StateWord } from "../../parts/State.tsx"
import { SourceLink } from "../findings/SourceLink.tsx"
import { processActions } from "../lines/actions.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import { Actions } from "./Actions.tsx"
import { MemoryBar, SharesBar } from "./Bars.tsx"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, RefLink } from "./Parts.tsx"
import { Remarks } from "./Remarks.tsx"

/**
 * A process: its facts, including what it waits for, as the program reported it or else as inferred from the kernel.
 */
export function ProcessView({ world, process }: { world: World; process: ProcessEntity }) {
  const { t } = useTranslation()
  const shownName = nameOf(world, { kind: "process", id: process.id })
  const now = useRunNow(world, 200)
  const state = stateOf(world, process.id)
  const wait = waitOf(world, process.id)
  const shares = isAlive(process) ? recentShares(process, world.at, 1_000_000) : null
  const place = placeInPool(world, process.id)
  return (
    <>
      <Head name={shownName}>
        <StateWord look="badge" state={state} />
      </Head>
      {/* Above what changes with the state: a button must not move while it is being clicked. */}
      <Actions world={world} actions={processActions(world, process.id)} />
      <Facts>
        <Fact name={t("table.name")}>{process.name === shownName ? null : process.name}</Fact>
        <CodeFact name={t("inspector.command")}>{commandLine(process) || null}</CodeFact>
        <CodeFact name="PID">{process.pid ?? t("inspector.noPid")}</CodeFact>
        <Fact name={t("inspector.parent")}>
          {process.parent !== null && world.processes[process.parent] ? (
            <RefLink world={world} to={{ kind: "process", id: process.parent }} />
          ) : process.ppid > 0 ? (
            t("inspector.outside", { ppid: process.ppid })
          ) : null}
        </Fact>
        <Fact name={t("inspector.started")}>
          {process.spawnedAt === null
            ? t("inspector.notStarted")
            : t("inspector.startedAgo", {
                method: process.startMethod,
                seconds: seconds((process.exitedAt ?? now) - process.spawnedAt, 1),
                context: process.exitedAt === null ? "" : "ended",
              })}{" "}
          {process.site && <SourceLink site={process.site} />}
        </Fact>
        <CodeFact name={t("inspector.target")}>{processCall(process)}</CodeFact>
        {place && (
          <>
            <Fact name={t("inspector.slot")}>
              {t("inspector.slotOf", { slot: place.slot.slot, done: place.slot.done })}{" "}
              <RefLink world={world} to={{ kind: "pool", id: place.pool.id }} />
            </Fact>
            {place.slot.task !== null && (
              <CodeFact name={t("inspector.task")}>
                <RefLink world={world} to={{ kind: "task", id: place.slot.task }} /> {callOf(world, place.slot.task)}
              </CodeFact>
            )}
          </>
        )}
        {state === "waiting" && (
          <Fact name={t("inspector.waits")}>
            {wait ? (
              <>
                {waitText(t, world, wait)} {wait.site && <SourceLink site={wait.site} />}
              </>
            ) : process.wchan ? (
              <span className="quiet mono">{process.wchan}</span>
            ) : null}
          </Fact>
        )}
        <Fact name={t("inspector.exitCode")}>
          {process.exitedAt === null
            ? null
            : process.exitCode === null
              ? t("inspector.unknown")
              : exitText(t, process.exitCode)}
        </Fact>
        {process.peak !== null && <Fact name={t("inspector.peak")}>{memory(process.peak)}</Fact>}
        <Fact name={syntaxOf(world).isAlive}>
          {process.checks.length === 0 ? null : (
            <span className={css.checks}>
              {process.checks.slice(-3).map(({ at, alive }) => (
                <span key={at}>
                  <code>{String(alive)}</code> <span className="quiet">{seconds(at, 2)} s</span>
                </span>
              ))}
            </span>
          )}
        </Fact>
      </Facts>
      <Remarks world={world} process={process} />
      {shares && <SharesBar shares={shares} />}
      {process.memory && isAlive(process) && <MemoryBar memory={process.memory} />}
    </>
  )
}

function exitText(t: TFunction, code: number): string {
  return code < 0 ? t("inspector.exitSignal", { code, signal: -code }) : String(code)
}

function callOf(world: World, id: number): string {
  const task = world.tasks[id]
  return task ? taskCall(task) : ""
}

/** The slot that a worker works in. */
function placeInPool(world: World, proc: number) {
  for (const pool of Object.values(world.pools)) {
    // The slots of such a pool hold threads.
    if (hasThreads(pool)) continue
    const slot = pool.slots.find(({ worker }) => worker === proc)
    if (slot) return { pool, slot }
  }
  return null
}
