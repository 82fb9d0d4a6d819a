import { indentWithTab } from "@codemirror/commands"
import { indentUnit } from "@codemirror/language"
import { EditorView, keymap } from "@codemirror/view"
import { basicSetup } from "codemirror"
import { useEffect, useRef } from "react"
import { mirrorBase } from "../code/mirror.ts"
import css from "./Run.module.css"

interface Props {
  name: string
  label: string
  /** The initial text; later changes are in the editor itself. */
  text: string
  onChange(text: string): void
  /**
   * Called for Escape, which would otherwise close the whole dialog. Tab inserts a tab, so it cannot leave the editor.
   */
  onLeave(): void
}

/** An editor for one file. */
export function Editor({ name, label, text, onChange, onLeave }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const initial = useRef(text)
  const handlers = useRef({ onChange, onLeave })
  handlers.current = { onChange, onLeave }
  useEffect(() => {
    if (!place.current) return
    const view = new EditorView({
      parent: place.current,
      doc: initial.current,
      extensions: [
        keymap.of([
          {
            key: "Escape",
            run: () => {
              handlers.current.onLeave()
              return true
            },
          },
        ]),
        basicSetup,
        keymap.of([indentWithTab]),
        indentUnit.of(/\.pyw?$/.test(name) ? "    " : "  "),
        mirrorBase(name),
        EditorView.contentAttributes.of({
          "aria-label": label,
          tabindex: "0",
          "data-mantine-stop-propagation": "true",
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) handlers.current.onChange(state.doc.toString())
        }),
      ],
    })
    return () => view.destroy()
  }, [name, label])
  return <div ref={place} className={css.editor} />
}
