import { taskCall } from "@forkscope/shared/names"
import type { TaskEntity, World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { duration } from "../../format/format.ts"
import { useRunNow } from "../../format/useRunNow.ts"
import { Button } from "../../parts/Button.tsx"
import { type Shade, StateWord } from "../../parts/State.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import { taskActions } from "../lines/actions.ts"
import { Actions } from "./Actions.tsx"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, ProcessAt, RefLink, Section } from "./Parts.tsx"

const SHADES: Partial<Record<TaskEntity["state"], Shade>> = { running: "running", failed: "failed" }

export function TaskView({ world, task }: { world: World; task: TaskEntity }) {
  const { t } = useTranslation()
  const now = useRunNow(world, 200)
  const shade = SHADES[task.state]
  const began = task.startedAt
  return (
    <>
      <Head name={`t${task.index} ${taskCall(task)}`}>
        {shade ? (
          <StateWord look="badge" state={shade} />
        ) : (
          <span className={css.tag}>{t(`task.state.${task.state}`)}</span>
        )}
      </Head>
      <Facts>
        <Fact name={t("task.pool")}>
          <RefLink world={world} to={{ kind: "pool", id: task.pool }} />
        </Fact>
        <Fact name={t("task.submittedBy")}>
          <ProcessAt world={world} proc={task.by} site={task.site} />
        </Fact>
        <Fact name={t("task.worker")}>
          {task.worker === null ? null : (
            <>
              {task.slot !== null && `${t("task.slot", { slot: task.slot })}, `}
              <RefLink world={world} to={{ kind: "process", id: task.worker }} />
            </>
          )}
        </Fact>
        <Fact name={t("task.waited")}>{duration((began ?? task.finishedAt ?? now) - task.submittedAt)}</Fact>
        <Fact name={t("task.took")}>
          {began === null ? null : duration((task.lostAt ?? task.finishedAt ?? now) - began)}
        </Fact>
        <CodeFact name={t("task.result")}>{task.result}</CodeFact>
      </Facts>
      <Actions world={world} actions={taskActions(world, task)} />
      {(task.state === "failed" || task.state === "lost") && <Envelope task={task} />}
    </>
  )
}

/** A pool keeps an error until the program asks for the result. Opening it here does not mark it as read. */
function Envelope({ task }: { task: TaskEntity }) {
  const { t } = useTranslation()
  const session = useSession()
  const isOpen = usePage((page) => page.openError === task.id)
  if (!task.error) return <p className={css.note}>{t("task.lost")}</p>
  return (
    <Section title={t(task.isRead ? "task.errorRead" : "task.errorUnread")}>
      <p className="quiet">{t(task.isRead ? "task.errorReadText" : "task.errorUnreadText")}</p>
      {isOpen ? (
        <pre className={css.traceback}>{task.error.traceback || `${task.error.name}: ${task.error.message}`}</pre>
      ) : (
        <Button onClick={() => session.openError(task.id)}>{t("error.open")}</Button>
      )}
    </Section>
  )
}
