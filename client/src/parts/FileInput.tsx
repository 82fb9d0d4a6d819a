import type { ComponentProps } from "react"

interface Props extends Pick<ComponentProps<"input">, "ref" | "aria-label" | "accept" | "multiple"> {
  onFiles(files: readonly File[]): void
}

/** The browser's file picker. It is invisible: a control opens it with `click()`. */
export function FileInput({ onFiles, ...rest }: Props) {
  return (
    <input
      {...rest}
      type="file"
      className="hidden"
      tabIndex={-1}
      onChange={({ currentTarget }) => {
        onFiles([...(currentTarget.files ?? [])])
        // The same file can be chosen again.
        currentTarget.value = ""
      }}
    />
  )
}

/** File names of recordings, also of exported and compressed ones. */
export const RECORDINGS = ".forkscope,.ndjson,.gz"
