import { EditorState } from "@codemirror/state"
import { EditorView, lineNumbers } from "@codemirror/view"
import { type RefObject, useEffect, useState } from "react"
import type { CodeFile } from "../../scenes/code/files.ts"
import { type Annotations, annotations, setAnnotations } from "./annotations.ts"
import { mirrorBase } from "./mirror.ts"

/** A read-only view of a file at its full height; its container scrolls. */
export interface Viewer {
  readonly mirror: EditorView
  /** Px from the top of the viewer to the top of a line. */
  topOf(line: number): number
}

/** Shows a file in `place`. Returns a new object whenever the lines have moved; null until the view exists. */
export function useViewer(
  place: RefObject<HTMLElement | null>,
  file: CodeFile | undefined,
  label: string,
): Viewer | null {
  const [viewer, setViewer] = useState<Viewer | null>(null)
  const path = file?.path
  const text = file?.text
  useEffect(() => {
    if (!place.current || path === undefined || text === undefined) return
    const mirror = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          mirrorBase(path),
          lineNumbers(),
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }),
          annotations(),
          EditorView.updateListener.of(({ geometryChanged, view }) => geometryChanged && setViewer(viewerOf(view))),
        ],
      }),
    })
    setViewer(viewerOf(mirror))
    return () => {
      mirror.destroy()
      setViewer(null)
    }
  }, [place, path, text, label])
  return viewer
}

/** Shows annotations in the file whenever they have changed. */
export function useShownMarks(viewer: Viewer | null, shown: Annotations): void {
  const mirror = viewer?.mirror
  const said = JSON.stringify(shown)
  useEffect(() => {
    mirror?.dispatch({ effects: setAnnotations.of(JSON.parse(said) as Annotations) })
  }, [mirror, said])
}

function viewerOf(mirror: EditorView): Viewer {
  return {
    mirror,
    topOf: (line) => {
      const { doc } = mirror.state
      const { from } = doc.line(Math.min(Math.max(1, line), doc.lines))
      return mirror.lineBlockAt(from).top + mirror.documentPadding.top
    },
  }
}
