import type { TFunction } from "i18next"
import { errorSaid } from "../../i18n/problem.ts"
import type { Facts } from "../../store/facts.ts"
import type { Page } from "../../store/page.ts"
import type { Session } from "../../store/session.ts"
import { sourceOf } from "../../store/share.ts"
import type { Time } from "../../store/time.ts"
import { FORMATS, type Format } from "./formats.ts"
import { copyLink, copyWatchLink } from "./link.ts"

/** ms of making a file after which a notification says so. */
const SLOW = 1000

/** One way to export what is shown. */
interface ExportTarget {
  readonly id: string
  readonly text: string
  /** Extension of the file that it makes, e.g. `.svg`. */
  readonly ending?: string
  run(): Promise<void>
}

/** Targets that share one reason for not being available. */
interface TargetGroup {
  readonly id: "link" | "recording" | "picture"
  readonly targets: readonly ExportTarget[]
  /** Why they are not available, as a sentence; null: they are available. */
  readonly reason: string | null
}

interface Shown {
  readonly page: Pick<Page, "connection" | "runs" | "welcome">
  readonly facts: Pick<Facts, "run" | "world">
  readonly time: Pick<Time, "recording" | "id">
}

/** The ways to export what is shown. Those that can never apply to this page are left out. */
export function exportTargetsOf(t: TFunction, session: Session, { page, facts, time }: Shown): TargetGroup[] {
  const source = sourceOf(page, facts, time)
  const isDrawn = Object.keys(facts.world.processes).length > 0
  const isComparing = session.comparing.getState().other !== null
  const file = (format: Format) => fileTarget(t, session, format)
  const groups: TargetGroup[] = [
    {
      id: "recording",
      // A page without a server cannot fetch the HTML page that a recording is saved in.
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
  // A saved page is a local file, so a link to it would only be a local path.
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
        // The converters are loaded on demand.
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
