/** Hands a file to the person. */
export function download(name: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** What a file may be called everywhere, e.g. `Pool-3-ten-tasks.svg`. */
export function fileName(name: string, ending: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}_.]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80)
  return `${plain || "forkscope"}.${ending}`
}
