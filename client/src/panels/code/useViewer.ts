import { EditorState } from "@codemirror/state"
import { EditorView, lineNumbers } from "@codemirror/view"
import { type RefObject, useEffect, useState } from "react"
import type { CodeFile } from "../../scenes/code/files.ts"
import { type Annotations, annotations, setAnnotations } from "./annotations.ts"
import { mirrorBase } from "./mirror.ts"

/** A file that is read, as tall as it is: whoever holds it scrolls. */
export interface Viewer {
  readonly mirror: EditorView
  /** Px from the top of the viewer to the top of a line. */
  topOf(line: number): number
}

/** Shows a file in `place`. The viewer is another object whenever its lines have moved; null before it is there. */
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

/** Writes annotations into the file that is shown, when they are others than before. */
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
