import { useMediaQuery } from "@mantine/hooks"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Icon } from "../../parts/Icon.tsx"
import { useFindings, useSession } from "../../store/hooks.ts"
import css from "./Findings.module.css"
import { useSentence } from "./useSentence.ts"

/** The number of findings; a click shows them. Announces each new one once to screen readers. */
export function FindingsCount() {
  const { t } = useTranslation()
  const session = useSession()
  const findings = useFindings()
  // In a narrower window the inspector is one of the tabs.
  const isWide = useMediaQuery("(min-width: 1024px)", true, { getInitialValueInEffect: false })
  const [worst] = findings
  const show = () => {
    session.select(null)
    if (!isWide) session.openTab("inspector")
  }
  return (
    <>
      <Announcer />
      {worst && (
        <button type="button" className={css.count} data-severity={worst.severity} onClick={show}>
          <Icon name={worst.severity} size={13} />
          {t("findings.count", { count: findings.length })}
        </button>
      )}
    </>
  )
}

/** A polite live region: it does not interrupt what is being read. */
function Announcer() {
  const sentenceOf = useSentence()
  const findings = useFindings()
  const told = useRef<ReadonlySet<string>>(new Set())
  const [said, setSaid] = useState("")
  useEffect(() => {
    const fresh = findings.filter(({ id }) => !told.current.has(id))
    told.current = new Set(findings.map(({ id }) => id))
    if (fresh.length > 0) setSaid(fresh.map((finding) => sentenceOf(finding).title).join(". "))
    else if (findings.length === 0) setSaid("")
  }, [findings, sentenceOf])
  return (
    <span className="hidden" aria-live="polite">
      {said}
    </span>
  )
}
