import { nameOf } from "@forkscope/shared/names"
import { isBounded, isFull, type QueueEntity, variableOf, type World, waitingAt } from "@forkscope/shared/world"
import { useInputState } from "@mantine/hooks"
import { useTranslation } from "react-i18next"
import { duration, seconds } from "../../format/format.ts"
import { useCanAct, useIsLab } from "../../store/hooks.ts"
import { queueActions } from "../lines/actions.ts"
import { syntaxOf } from "../lines/syntaxOf.ts"
import { Actions } from "./Actions.tsx"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, MadeBy, RefLink, Section } from "./Parts.tsx"

/** Items listed here; the picture shows them all. */
const ITEMS = 8

export function QueueView({ world, queue }: { world: World; queue: QueueEntity }) {
  const { t } = useTranslation()
  const name = nameOf(world, { kind: "queue", id: queue.id })
  const putters = waitingAt(world, queue.id, "put")
  const getters = waitingAt(world, queue.id, "get")
  const level = queue.isClosed ? "closed" : isFull(queue) ? "full" : queue.depth === 0 ? "empty" : null
  return (
    <>
      <Head name={name}>{level && <span className={css.tag}>{t(`queue.${level}`)}</span>}</Head>
      <Facts>
        <Fact name={t("queue.kind")}>{queue.kind === "local" ? queue.name : t(`queue.kinds.${queue.kind}`)}</Fact>
        <CodeFact name="maxsize">
          {isBounded(queue) ? queue.maxsize : t("queue.unbounded", { maxsize: queue.maxsize })}
        </CodeFact>
        <CodeFact name={t("queue.depth")}>
          {isBounded(queue) ? `${queue.depth} / ${queue.maxsize}` : queue.depth}
        </CodeFact>
        <CodeFact name={t("queue.puts")}>{`${queue.puts} / ${queue.gets}`}</CodeFact>
        <Fact name={t("queue.waited")}>
          {queue.putWaited + queue.getWaited > 0 ? `${duration(queue.putWaited)} / ${duration(queue.getWaited)}` : null}
        </Fact>
        <CodeFact name={t("queue.unfinished")}>{queue.unfinished}</CodeFact>
        <Fact name={t("queue.buffered")}>
          {Object.entries(queue.buffered).map(([proc, count]) => (
            <span key={proc}>
              <code>{count}</code> <RefLink world={world} to={{ kind: "process", id: Number(proc) }} />
            </span>
          ))}
        </Fact>
        <MadeBy world={world} by={queue} />
        <Fact name={t("queue.waitingPut")}>
          {putters.map((op) => (
            <RefLink key={op.id} world={world} to={{ kind: "process", id: op.proc }} />
          ))}
        </Fact>
        <Fact name={t("queue.waitingGet")}>
          {getters.map((op) => (
            <RefLink key={op.id} world={world} to={{ kind: "process", id: op.proc }} />
          ))}
        </Fact>
        {queue.checks.slice(-3).map(({ at, question, answer }) => (
          <Fact key={`${at}${question}`} name={`${question}()`}>
            <code>{String(answer)}</code> <span className="quiet">{seconds(at, 2)} s</span>
          </Fact>
        ))}
      </Facts>
      <QueueForm world={world} id={queue.id} />
      {queue.items.length > 0 && (
        <Section title={t("queue.items")} aside={t("queue.oldestFirst")}>
          <ol className={css.items}>
            {queue.items.slice(0, ITEMS).map((item) => (
              <li key={item.id}>
                <code>{item.value || "…"}</code>
              </li>
            ))}
            {queue.depth > ITEMS && <li className="quiet">{t("inspector.more", { count: queue.depth - ITEMS })}</li>}
          </ol>
        </Section>
      )}
    </>
  )
}

function QueueForm({ world, id }: { world: World; id: number }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLab = useIsLab()
  const [value, setValue] = useInputState("a")
  const [timeout, setTimeout] = useInputState("2")
  if (!canAct || !isLab) return null
  if (!variableOf(world, "queue", id)) return <p className={css.note}>{t("inspector.noVariable")}</p>
  return (
    <>
      <div className={css.fields}>
        <label>
          {t("queue.value")}
          <input value={value} maxLength={200} onChange={setValue} />
        </label>
        <label>
          {t("queue.timeout")}
          <input value={timeout} inputMode="decimal" maxLength={8} onChange={setTimeout} />
        </label>
      </div>
      <Actions
        world={world}
        actions={queueActions(world, id, syntaxOf(world).value(value, Object.keys(world.names)), timeout)}
      />
    </>
  )
}
