import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import "@fontsource-variable/inter/wght.css"
import "@fontsource-variable/jetbrains-mono/wght.css"
import "../src/theme/chinese.ts"
import "../src/theme/tokens.css"
import "./gallery.css"
import { startI18n } from "../src/i18n/i18n.ts"
import { Gallery } from "./Gallery.tsx"
import { recordedEvents, recordingNames } from "./recordings.ts"

/** `?name=…&theme=dark&lang=zh&at=3.5&play=1`; without a name the list of recordings. */
const asked = new URLSearchParams(location.search)
document.documentElement.dataset.mantineColorScheme = asked.get("theme") === "dark" ? "dark" : "light"
await startI18n(asked.get("lang") === "zh" ? "zh" : "en")
const name = asked.get("name")
const at = asked.get("at")
const root = createRoot(document.getElementById("gallery") as HTMLElement)
if (name) {
  const events = await recordedEvents(name)
  root.render(
    <StrictMode>
      <Gallery name={name} events={events} at={at === null ? null : Number(at)} isPlaying={asked.has("play")} />
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
