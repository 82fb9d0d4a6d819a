import { useTranslation } from "react-i18next"
import type { Arrow } from "../../scenes/code/arrows.ts"
import type { CodeError } from "../../scenes/code/errors.ts"
import type { Annotations } from "./annotations.ts"
import { noteText } from "./arrowText.ts"

/** The annotations of a file: its errors, and the threads that wait at the end of a line. */
export function useAnnotations(
  file: string | undefined,
  errors: readonly CodeError[],
  lines: ReadonlyMap<number, readonly Arrow[]>,
  now: number,
): Omit<Annotations, "target"> {
  const { t } = useTranslation()
  return {
    errors: errors
      .filter((error) => error.file === file)
      .map(({ line, message, count, columns }) => ({
        line,
        text: count > 1 ? `${message} ×${count}` : message,
        columns,
      })),
    notes: [...lines].flatMap(([line, group]) => {
      const text = noteText(t, group, now)
      return text === null ? [] : [{ line, text }]
    }),
  }
}
