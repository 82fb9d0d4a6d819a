// @vitest-environment node
// jsdom's Blob has no stream(); Node's own has it, as in browsers.
import { gzipSync } from "node:zlib"
import { expect, test, vi } from "vitest"
import { decodeGzip, InOrder } from "../../../client/src/feeds/decode.ts"

test("a batch that takes long to unzip still comes before the next, and a broken batch delays none", async () => {
  const seen: number[] = []
  const onError = vi.fn()
  const queue = new InOrder(onError)
  let unzip = () => {}
  const unzipped = new Promise<void>((resolve) => {
    unzip = resolve
  })
  queue.add(async () => {
    await unzipped
    seen.push(1)
  })
  queue.add(() => Promise.reject(new Error("broken")))
  const last = new Promise<void>((resolve) => {
    queue.add(async () => {
      seen.push(2)
      resolve()
    })
  })
  unzip()
  await last
  expect(seen).toEqual([1, 2])
  expect(onError).toHaveBeenCalledOnce()
})

test("gzipped JSON is read back", async () => {
  expect(await decodeGzip(gzipSync('[{"seq":1}]'))).toEqual([{ seq: 1 }])
})
