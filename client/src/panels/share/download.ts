/** Saves a file through the browser's download. */
export function download(name: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** A file name that is valid on every system, e.g. `Pool-3-ten-tasks.svg`. */
export function fileName(name: string, ending: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}_.]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80)
  return `${plain || "forkscope"}.${ending}`
}
