import { createRoot } from "react-dom/client"
import { App } from "./App.tsx"
import { embeddedFeed } from "./feeds/embedded.ts"
import { liveFeed } from "./feeds/live.ts"
import { takeToken } from "./feeds/token.ts"
import { startI18n } from "./i18n/i18n.ts"
import { Session } from "./store/session.ts"
import "./theme/tokens.css"
import "./theme/base.css"
import "@mantine/core/styles/baseline.layer.css"
import "@mantine/core/styles/default-css-variables.css"
import "@mantine/core/styles/global.layer.css"
import "@fontsource-variable/inter/wght.css"
import "@fontsource-variable/jetbrains-mono/wght.css"

/** A saved page has its recording embedded and no server. */
const isStandalone = import.meta.env.MODE === "standalone"
const session = new Session()
if (isStandalone) session.startStandalone(embeddedFeed())
else {
  const token = takeToken()
  session.start((listener) => (token ? liveFeed(token, listener) : null))
}
await startI18n()

const root = document.getElementById("root")
if (!root) throw new Error("Expected an element with the id root in index.html")
createRoot(root).render(<App session={session} />)

// The Chinese font is split into about a hundred small files; a browser loads those that have the characters on the
// page.
if (!isStandalone) void import("./theme/chinese.ts")
