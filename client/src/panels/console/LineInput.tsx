import { type KeyboardEvent, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFacts, useSession } from "../../store/hooks.ts"
import css from "./Console.module.css"

/** The input for the next line: Enter sends, Shift+Enter breaks the line, the arrow keys bring back earlier lines. */
export function LineInput({ history }: { history: readonly string[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const [code, setCode] = useState("")
  // Lines back in the history; 0 is the text being typed.
  const [back, setBack] = useState(0)
  const typed = useRef("")
  const isPython = useFacts(({ world }) => world.run?.language === "python")

  const goBack = (to: number) => {
    if (to < 0 || to > history.length) return
    if (back === 0) typed.current = code
    setBack(to)
    setCode(to === 0 ? typed.current : (history.at(-to) ?? ""))
  }
  const send = async () => {
    const line = code.trim()
    if (line === "") return
    setCode("")
    setBack(0)
    // A refused line goes back into the input.
    if (!(await session.submit(line))) setCode((now) => now || line)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An Enter that completes a word of an input method does not send the line.
    if (event.nativeEvent.isComposing) return
    const { selectionStart, value } = event.currentTarget
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault()
      void send()
    } else if (event.key === "ArrowUp" && !value.slice(0, selectionStart).includes("\n")) {
      event.preventDefault()
      goBack(back + 1)
    } else if (event.key === "ArrowDown" && !value.slice(selectionStart).includes("\n")) {
      event.preventDefault()
      goBack(back - 1)
    } else if (event.key === "Escape") event.currentTarget.blur()
  }

  return (
    <div className={css.input}>
      <span className={css.prompt} aria-hidden="true">
        ›
      </span>
      <textarea
        id="console-input"
        rows={Math.min(6, code.split("\n").length)}
        value={code}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-label={t("console.input")}
        placeholder={t(isPython ? "console.placeholderPython" : "console.placeholder")}
        onChange={(event) => {
          setBack(0)
          setCode(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      <kbd>↵</kbd>
    </div>
  )
}
