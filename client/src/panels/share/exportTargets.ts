import type { TFunction } from "i18next"
import { errorSaid } from "../../i18n/problem.ts"
import type { Facts } from "../../store/facts.ts"
import type { Page } from "../../store/page.ts"
import type { Session } from "../../store/session.ts"
import { sourceOf } from "../../store/share.ts"
import type { Time } from "../../store/time.ts"
import { FORMATS, type Format } from "./formats.ts"
import { copyLink, copyWatchLink } from "./link.ts"

/** After this many ms of making a file, a notification says that it is being made. */
const SLOW = 1000

/** One way to give others what is shown. */
interface ExportTarget {
  readonly id: string
  readonly text: string
  /** Of the file that it makes, e.g. `.svg`. */
  readonly ending?: string
  run(): Promise<void>
}

/** Targets that are available, or not, for the same reason. */
interface TargetGroup {
  readonly id: "link" | "recording" | "picture"
  readonly targets: readonly ExportTarget[]
  /** Why they are not available, in a sentence; null: they are. */
  readonly reason: string | null
}

interface Shown {
  readonly page: Pick<Page, "connection" | "runs" | "welcome">
  readonly facts: Pick<Facts, "run" | "world">
  readonly time: Pick<Time, "recording" | "id">
}

/** How what is shown can be shared. What makes no sense here is left out. */
export function exportTargetsOf(t: TFunction, session: Session, { page, facts, time }: Shown): TargetGroup[] {
  const source = sourceOf(page, facts, time)
  const isDrawn = Object.keys(facts.world.processes).length > 0
  const isComparing = session.comparing.getState().other !== null
  const file = (format: Format) => fileTarget(t, session, format)
  const groups: TargetGroup[] = [
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
      reason: isComparing ? t("share:reason.comparing") : isDrawn ? null : t("share:reason.nothingDrawn"),
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

function fileTarget(t: TFunction, session: Session, format: Format): ExportTarget {
  return {
    id: format,
    text: t(`share:${format}`),
    ending: `.${FORMATS[format].ending}`,
    run: async () => {
      const slow = setTimeout(() => session.toast("share:working", "", "plain"), SLOW)
      try {
        // What converts is loaded by those who ask for it.
        const { save } = await import("./files.ts")
        await save(format, t, session)
      } catch (error) {
        session.toast("share:failed", errorSaid(error))
      } finally {
        clearTimeout(slow)
      }
    },
  }
}
