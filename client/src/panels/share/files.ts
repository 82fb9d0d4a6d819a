import { pageWith, toNdjson, toTrace } from "@forkscope/shared/export"
import { Recording } from "@forkscope/shared/recording"
import type { TFunction } from "i18next"
import { dataUrl } from "../../diagrams/picture/dataUrl.ts"
import { pictureOf } from "../../diagrams/picture/picture.ts"
import { pngOf } from "../../diagrams/picture/png.ts"
import { number, seconds } from "../../format/format.ts"
import { problemSaid } from "../../i18n/problem.ts"
import type { Session } from "../../store/session.ts"
import { shownFile, standalonePage } from "../../store/share.ts"
import { download, fileName } from "./download.ts"
import { FORMATS, type Format } from "./formats.ts"

/** Makes a file of what is shown and downloads it. @throws Error with a sentence for the user. */
export async function save(format: Format, t: TFunction, session: Session): Promise<void> {
  const { ending, type } = FORMATS[format]
  const file = new Blob(await contentOf(format, t, session), { type })
  download(fileName(nameOf(session), ending), file)
}

function nameOf(session: Session): string {
  return session.time.getState().recording?.name ?? session.facts.getState().world.run?.name ?? ""
}

async function contentOf(format: Format, t: TFunction, session: Session): Promise<BlobPart[]> {
  switch (format) {
    case "recording":
      return [(await shownFile(session)) as BlobPart]
    case "page":
      return [await savedPage(session)]
    case "trace":
      return await converted(t, session, toTrace)
    case "events":
      return await converted(t, session, toNdjson)
    case "svg":
      return [(await picture(t, session)).svg]
    case "png":
      return [await pngOf(await picture(t, session))]
  }
}

async function savedPage(session: Session): Promise<string> {
  const [page, recording] = await Promise.all([standalonePage(session), shownFile(session)])
  const base64 = (await dataUrl(new Blob([recording as BlobPart]))).split(",")[1] ?? ""
  return pageWith(page, base64)
}

async function converted(
  t: TFunction,
  session: Session,
  to: (of: Recording) => AsyncIterable<string>,
): Promise<string[]> {
  const recording = await Recording.open(await shownFile(session))
  const pieces: string[] = []
  for await (const piece of to(recording)) pieces.push(piece)
  if (recording.damage !== null) session.toast("share:partly", problemSaid(recording.damage, t))
  return pieces
}

async function picture(t: TFunction, session: Session) {
  const drawing = document.querySelector<SVGSVGElement>(".fs-drawing")
  if (!drawing) throw new Error(t("share:reason.nothingDrawn"))
  const { at, seq } = session.facts.getState().world
  const aside = t("share:picture.when", { seconds: seconds(at, 2), seq: number(seq) })
  return await pictureOf(drawing, { title: nameOf(session), aside })
}
