import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import "@fontsource-variable/inter/wght.css"
import "@fontsource-variable/jetbrains-mono/wght.css"
import "../src/theme/chinese.ts"
import "../src/theme/tokens.css"
import "./gallery.css"
import { startI18n } from "../src/i18n/i18n.ts"
import { GalleryRun } from "./GalleryRun.tsx"
import { recordedEvents, recordingNames } from "./recordings.ts"

/** `?name=…&theme=dark&lang=zh&at=3.5&play=1`; `&beside=…` adds a second run; without a name the list of recordings. */
const asked = new URLSearchParams(location.search)
document.documentElement.dataset.mantineColorScheme = asked.get("theme") === "dark" ? "dark" : "light"
await startI18n(asked.get("lang") === "zh" ? "zh" : "en")
const names = ["name", "beside"].flatMap((key) => asked.get(key) ?? [])
const at = asked.get("at")
const root = createRoot(document.getElementById("gallery") as HTMLElement)
if (names.length > 0) {
  const runs = await Promise.all(names.map(async (name) => ({ name, events: await recordedEvents(name) })))
  root.render(
    <StrictMode>
      <main className="gallery">
        {runs.map((run) => (
          <GalleryRun key={run.name} {...run} at={at === null ? null : Number(at)} isPlaying={asked.has("play")} />
        ))}
      </main>
    </StrictMode>,
  )
} else {
  root.render(
    <main className="gallery-list">
      <h1>Forkscope gallery</h1>
      <ul>
        {recordingNames.map((one) => (
          <li key={one}>
            <a href={`?name=${one}`}>{one}</a>
          </li>
        ))}
      </ul>
    </main>,
  )
}
