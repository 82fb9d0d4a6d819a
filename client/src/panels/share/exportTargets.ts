import type { TFunction } from "i18next"
import type { Facts } from "../../store/facts.ts"
import type { Page } from "../../store/page.ts"
import type { Session } from "../../store/session.ts"
import { sourceOf } from "../../store/share.ts"
import type { Time } from "../../store/time.ts"
import { copyLink, copyWatchLink } from "./link.ts"

/** Each file by its ending. */
const ENDINGS = {
  recording: "forkscope",
  page: "html",
  trace: "trace.json",
  events: "ndjson",
  svg: "svg",
  png: "png",
} as const

/** ms after which whoever waits for a file is told so. */
const SLOW = 1000

export type FileId = keyof typeof ENDINGS

/** One target to give others what is shown. */
interface ExportTarget {
  readonly id: string
  readonly text: string
  /** Of the file that it makes, e.g. `.svg`. */
  readonly ending?: string
  run(): Promise<void>
}

/** ExportTargets that can or can't be gone together. */
interface WayGroup {
  readonly id: "link" | "recording" | "picture"
  readonly targets: readonly ExportTarget[]
  /** Why they can't, in a sentence; null: they can. */
  readonly reason: string | null
}

interface Shown {
  readonly page: Pick<Page, "connection" | "runs" | "welcome">
  readonly facts: Pick<Facts, "run" | "world">
  readonly time: Pick<Time, "recording" | "id">
}

/** How what is shown can be shared. What makes no sense here is left out. */
export function waysOf(t: TFunction, session: Session, { page, facts, time }: Shown): WayGroup[] {
  const source = sourceOf(page, facts, time)
  const file = (id: FileId): ExportTarget => fileWay(t, session, id)
  const groups: WayGroup[] = [
    {
      id: "recording",
      // Without a server there is no page to save it in.
      targets: [
        file("recording"),
        ...(page.connection === "connected" ? [file("page")] : []),
        file("trace"),
        file("events"),
      ],
      reason: source.from === "nowhere" ? t(`share:reason.${source.why}`) : null,
    },
    {
      id: "picture",
      targets: [file("svg"), file("png")],
      reason: Object.keys(facts.world.processes).length === 0 ? t("share:reason.nothingDrawn") : null,
    },
  ]
  // A page that was saved is a file itself, and what leads to it a path.
  if (page.connection === "standalone") return groups
  const watchLink = { id: "watchLink", text: t("share:link.watchText"), run: () => copyWatchLink(t, session) }
  return [
    {
      id: "link",
      targets: [
        { id: "link", text: t("share:link.text"), run: () => copyLink(t, session) },
        ...(page.welcome?.watchToken ? [watchLink] : []),
      ],
      reason: time.recording && time.id === null ? t("share:reason.ownFile") : null,
    },
    ...groups,
  ]
}

function fileWay(t: TFunction, session: Session, id: FileId): ExportTarget {
  return {
    id,
    text: t(`share:${id}`),
    ending: `.${ENDINGS[id]}`,
    run: async () => {
      const slow = setTimeout(() => session.toast("share:working", "", "plain"), SLOW)
      try {
        // What converts is loaded by those who ask for it.
        const { save } = await import("./files.ts")
        await save(id, ENDINGS[id], t, session)
      } catch (error) {
        session.toast("share:failed", (error as Error).message)
      } finally {
        clearTimeout(slow)
      }
    },
  }
}
