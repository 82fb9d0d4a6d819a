import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view"

/** Texts beside and below the lines of a file. Lines count from 1. */
export interface Annotations {
  readonly errors: readonly {
    readonly line: number
    readonly text: string
    readonly columns: { readonly from: number; readonly to: number } | null
  }[]
  /** Grey texts at the end of a line. */
  readonly notes: readonly { readonly line: number; readonly text: string }[]
  /** The line to highlight; null: none. */
  readonly target: number | null
}

export const setAnnotations = StateEffect.define<Annotations>()

class Words extends WidgetType {
  readonly text: string
  readonly isError: boolean

  constructor(text: string, isError: boolean) {
    super()
    this.text = text
    this.isError = isError
  }

  override eq(other: Words): boolean {
    return other.text === this.text && other.isError === this.isError
  }

  override toDOM(): HTMLElement {
    const element = document.createElement(this.isError ? "div" : "span")
    element.className = this.isError ? "cm-told" : "cm-wait"
    element.textContent = this.text
    return element
  }

  override get estimatedHeight(): number {
    return this.isError ? 24 : -1
  }
}

function decorationsOf(state: EditorState, { errors, notes, target }: Annotations): DecorationSet {
  const ranges: Range<Decoration>[] = []
  const at = (line: number) => (line >= 1 && line <= state.doc.lines ? state.doc.line(line) : null)
  const wrong = new Set<number>()
  for (const { line, text, columns } of errors) {
    const place = at(line)
    if (!place) continue
    if (!wrong.has(line)) ranges.push(Decoration.line({ class: "cm-wrong" }).range(place.from))
    wrong.add(line)
    ranges.push(Decoration.widget({ widget: new Words(text, true), block: true, side: 2 }).range(place.to))
    const from = place.from + Math.min(place.length, columns?.from ?? 0)
    const to = place.from + Math.min(place.length, columns?.to ?? 0)
    if (from < to) ranges.push(Decoration.mark({ class: "cm-pointed" }).range(from, to))
  }
  for (const { line, text } of notes) {
    const place = at(line)
    if (place) ranges.push(Decoration.widget({ widget: new Words(text, false), side: 1 }).range(place.to))
  }
  const place = target === null ? null : at(target)
  if (place) ranges.push(Decoration.line({ class: "cm-target" }).range(place.from))
  return Decoration.set(ranges, true)
}

/** Shows the annotations of the last `setAnnotations`. */
export function annotations(): Extension {
  return [
    StateField.define<DecorationSet>({
      create: () => Decoration.none,
      update: (shown, { effects, changes, state }) => {
        const said = effects.findLast((effect) => effect.is(setAnnotations))
        return said ? decorationsOf(state, said.value) : shown.map(changes)
      },
      provide: (field) => EditorView.decorations.from(field),
    }),
    EditorView.theme({
      ".cm-wrong": { backgroundColor: "var(--failed-soft)" },
      ".cm-pointed": { textDecoration: "underline wavy var(--failed)", textUnderlineOffset: "3px" },
      ".cm-told": {
        padding: "2px 16px 3px 10px",
        backgroundColor: "var(--failed-soft)",
        color: "var(--failed-ink)",
        fontWeight: "var(--medium)",
        whiteSpace: "pre-wrap",
      },
      ".cm-wait": {
        marginLeft: "24px",
        color: "var(--waiting-ink)",
        fontFamily: "var(--sans)",
        fontSize: "var(--size-3)",
        whiteSpace: "nowrap",
      },
      ".cm-target": { boxShadow: "inset 2px 0 var(--accent)", backgroundColor: "var(--accent-soft)" },
    }),
  ]
}
