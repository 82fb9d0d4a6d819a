import type { World } from "@forkscope/shared/world"
import { useSessionStorage } from "@mantine/hooks"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { number } from "../../format/format.ts"
import { problemSaid } from "../../i18n/problem.ts"
import { Icon } from "../../parts/Icon.tsx"
import { useCalmWorld, usePage, useTime } from "../../store/hooks.ts"
import type { Page } from "../../store/page.ts"
import css from "./Notices.module.css"

interface Notice {
  id: string
  tone: "failed" | "ready" | "plain"
  text: string
}

/** Everything about the page and its run that a viewer must not miss, each as one sentence. */
function noticesOf(t: TFunction, page: Pick<Page, "connection" | "welcome">, world: World, hasRun: boolean): Notice[] {
  const notices: Notice[] = []
  const say = (tone: Notice["tone"], id: string, text: string) => notices.push({ id, tone, text })
  const { connection, welcome } = page
  // Without a run, `Welcome` shows the same in place of the picture.
  if (hasRun && connection !== "connected" && connection !== "connecting" && connection !== "standalone") {
    say("failed", connection, t(`notice.${connection}`))
  }
  // Known codes are translated; a code that is newer than the page is shown with the server's own text.
  for (const { code, text } of welcome?.notices ?? []) {
    say("ready", `server-${code}`, t(`notice.server.${code}`, { defaultValue: text }))
  }
  if (welcome?.canAct === false) say("plain", "readOnly", t("notice.readOnly"))
  const { run } = world
  if (!run) return notices
  if (run.containment === "weak") say("ready", "weak", t("notice.weak"))
  for (const { at, code, text } of run.notices)
    say("ready", `run-${code}-${at}`, t(`notice.run.${code}`, { text, defaultValue: text }))
  // Refused memory and open files have a finding, which says more.
  const limit = run.limits.findLast(({ limit }) => limit !== "memory" && limit !== "descriptors")
  if (limit) say("ready", "limit", t(`notice.limit.${limit.limit}`, { value: limit.value, text: limit.text }))
  const { facts, output, invalid } = run.dropped
  if (facts + output + invalid > 0) say("failed", "dropped", t("notice.dropped", { facts, output, invalid }))
  if (run.ended?.outcome === "leaked") {
    say("failed", "leaked", t("notice.leaked", { pids: run.ended.leaked.join(", ") }))
  } else if (run.ended) {
    say("plain", "ended", t(`notice.ended.${run.ended.outcome}`, { code: run.ended.exitCode ?? "?" }))
  }
  if (run.ended?.left) say("plain", "left", t("notice.left", { pids: run.ended.left.join(", ") }))
  return notices
}

export function Notices() {
  const { t } = useTranslation()
  // Dismissed notices stay dismissed as long as this tab is open.
  const [dismissed, setDismissed] = useSessionStorage<readonly string[]>({
    key: "forkscope.dismissedNotices",
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const connection = usePage((page) => page.connection)
  const welcome = usePage((page) => page.welcome)
  const world = useCalmWorld(500)
  const damage = useTime((time) => time.damage)
  const readable = useTime(({ recording }) => recording?.seq ?? 0)
  const isNewer = useTime(({ recording }) => recording?.isNewer ?? false)
  const notices = noticesOf(t, { connection, welcome }, world, world.run !== null)
  if (isNewer) notices.push({ id: "newer", tone: "plain", text: t("notice.newer") })
  if (damage !== null) {
    const text = t("notice.damaged", { seq: number(readable), why: problemSaid(damage, t) })
    notices.push({ id: `damaged-${readable}`, tone: "failed", text })
  }
  return (
    <div role="status">
      {notices
        .filter(({ id }) => !dismissed.includes(id))
        .map(({ id, tone, text }) => (
          <p key={id} className={css.notice} data-tone={tone}>
            <Icon name="warning" size={14} />
            <span>{text}</span>
            {id.startsWith("server-") && (
              <button
                type="button"
                className={css.dismiss}
                aria-label={t("notice.dismiss")}
                onClick={() => setDismissed([...dismissed, id])}
              >
                ×
              </button>
            )}
          </p>
        ))}
    </div>
  )
}
