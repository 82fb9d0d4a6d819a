/** A value of NODE_OPTIONS with one more file that Node loads first; blanks and quotes in the path are allowed. */
export function withRequired(nodeOptions: string | undefined, file: string): string {
  const option = requireOption(file)
  if (!nodeOptions) return option
  return nodeOptions.endsWith(option) ? nodeOptions : `${nodeOptions} ${option}`
}

/** The inverse of `withRequired`; undefined when nothing else was there. */
export function withoutRequired(nodeOptions: string | undefined, file: string): string | undefined {
  const option = requireOption(file)
  if (!nodeOptions?.endsWith(option)) return nodeOptions
  return nodeOptions.slice(0, -option.length - 1) || undefined
}

/** The option of NODE_OPTIONS that makes Node load a file first. */
export function requireOption(file: string): string {
  return `--require "${file.replace(/[\\"]/g, "\\$&")}"`
}
