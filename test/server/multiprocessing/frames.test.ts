import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { FrameLink, readFirstFrame } from "@forkscope/multiprocessing/wire/frames.ts"
import { afterEach, expect, test } from "vitest"

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Both ends of a connection. */
async function pair(): Promise<[Socket, Socket]> {
  const path = `\0frames-test-${process.pid}-${Math.random()}`
  const server = createServer().listen(path)
  const one = connect(path)
  const [[other]] = (await Promise.all([once(server, "connection"), once(one, "connect")])) as [[Socket], unknown]
  closing.push(() => {
    one.destroy()
    other.destroy()
    server.close()
  })
  return [one, other]
}

function frame(text: string): Buffer {
  const bytes = Buffer.from(`....${text}`)
  bytes.writeUInt32LE(bytes.length - 4)
  return bytes
}

test("frames arrive whole, however the stream is cut", async () => {
  const [one, other] = await pair()
  const got: string[] = []
  const done = new Promise<void>((resolve) => new FrameLink(other, (bytes) => got.push(bytes.toString()), resolve))
  const texts = ["", "a", "b".repeat(200_000), "last"]
  const stream = Buffer.concat(texts.map(frame))
  for (let at = 0; at < stream.length; at += 7777) {
    one.write(stream.subarray(at, at + 7777))
    await new Promise((resolve) => setImmediate(resolve))
  }
  one.end()
  await done
  expect(got).toEqual(texts)
})

test("what the other side wrote before it ended is read, though writing to it fails first", async () => {
  const [one, other] = await pair()
  const got: string[] = []
  const ended = new Promise<void>((resolve) => {
    const link = new FrameLink(other, (bytes) => got.push(bytes.toString()), resolve)
    for (let number = 0; number < 100; number++) one.write(frame(String(number)))
    one.destroy()
    link.send(Buffer.from("into the void"))
    link.flush()
  })
  await ended
  expect(got).toEqual(Array.from({ length: 100 }, (_, number) => String(number)))
})

test("a frame longer than the limit ends the connection", async () => {
  const [one, other] = await pair()
  const got: Buffer[] = []
  await new Promise<void>((resolve) => {
    const link = new FrameLink(other, (bytes) => got.push(bytes), resolve)
    link.limit(100)
    one.write(frame("x".repeat(101)))
  })
  expect(got).toEqual([])
})

test("the first frame can be read alone; the rest stays in the socket", async () => {
  const [one, other] = await pair()
  one.write(Buffer.concat([frame("first"), frame("second"), frame("third")]))
  const first = await new Promise<Buffer | undefined>((resolve) => readFirstFrame(other, resolve))
  expect(first?.toString()).toBe("first")
  const rest: string[] = []
  await new Promise<void>((resolve) => {
    new FrameLink(other, (bytes) => rest.push(bytes.toString()) === 2 && resolve(), resolve)
    other.resume()
  })
  expect(rest).toEqual(["second", "third"])
})
