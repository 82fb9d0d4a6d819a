/** A file as a data URL, e.g. `data:font/woff2;base64,…`. */
export async function dataUrl(file: Blob): Promise<string> {
  const reader = new FileReader()
  await new Promise((resolve, reject) => {
    reader.onload = resolve
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
  return reader.result as string
}
