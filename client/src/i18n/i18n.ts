import englishFindings from "@forkscope/shared/findings/texts/en.json"
import englishRecording from "@forkscope/shared/recording/texts/en.json"
import i18next, { type Resource, type ResourceKey } from "i18next"
import { initReactI18next } from "react-i18next"

export type Language = "en" | "zh"

const NAMESPACES = ["ui", "events", "operations", "stage", "code", "share", "compare", "findings", "recording"]
const LANGUAGE_KEY = "forkscope.language"

// English is part of the bundle because every language falls back to it; Chinese is loaded on demand.
const english = import.meta.glob<ResourceKey>("./en/*.json", { eager: true, import: "default" })
const chinese = import.meta.glob<ResourceKey>("./zh/*.json", { import: "default" })

const namespaceOf = (path: string) => path.replace(/^.*\//, "").replace(/\.json$/, "")

/** The language chosen earlier, else the browser's first supported one. */
function preferredLanguage(): Language {
  const chosen = localStorage.getItem(LANGUAGE_KEY)
  if (chosen === "en" || chosen === "zh") return chosen
  const first = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
  return first?.toLowerCase().startsWith("zh") ? "zh" : "en"
}

export async function setLanguage(language: Language): Promise<void> {
  if (language === "zh" && !i18next.hasResourceBundle("zh", "ui")) {
    const loaded = Object.entries(chinese).map(async ([path, load]) => {
      i18next.addResourceBundle("zh", namespaceOf(path), await load())
    })
    const findings = import("@forkscope/shared/findings/texts/zh.json").then((texts) => {
      i18next.addResourceBundle("zh", "findings", texts.default)
    })
    const recording = import("@forkscope/shared/recording/texts/zh.json").then((texts) => {
      i18next.addResourceBundle("zh", "recording", texts.default)
    })
    await Promise.all([...loaded, findings, recording])
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en"
  localStorage.setItem(LANGUAGE_KEY, language)
}

/** Resolves when the texts of the language are loaded. */
export async function startI18n(language: Language = preferredLanguage()): Promise<typeof i18next> {
  const resources: Resource = {
    en: {
      findings: englishFindings,
      recording: englishRecording,
      ...Object.fromEntries(Object.entries(english).map(([path, texts]) => [namespaceOf(path), texts])),
    },
  }
  await i18next.use(initReactI18next).init({
    resources,
    lng: "en",
    fallbackLng: "en",
    ns: NAMESPACES,
    defaultNS: "ui",
    // React escapes already; escaping twice would show `&quot;`.
    interpolation: { escapeValue: false },
    returnNull: false,
    partialBundledLanguages: true,
    react: { useSuspense: false },
  })
  await setLanguage(language)
  return i18next
}
