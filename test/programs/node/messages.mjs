// Messages between a worker thread and the thread that started it, and what the program sees of their ways.
import { isMainThread, parentPort, receiveMessageOnPort, Worker } from "node:worker_threads"

const ways = () =>
  new Error("here").stack
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/\(.*\//, "("))

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url)) // worker
  worker.on("message", (answer) => {
    console.log(answer)
    console.log(ways())
    if (answer.half === 21) worker.postMessage("stop")
  })
  worker.postMessage({ question: 42 }) // question
  try {
    worker.postMessage(() => {})
  } catch (error) {
    console.log(
      error.name,
      error.message,
      error.stack
        .split("\n")
        .slice(1, 3)
        .map((line) => line.replace(/\(.*\//, "(")),
    )
  }
  worker.on("exit", (code) => console.log("exit", code))
} else {
  parentPort.once("message", ({ question }) => {
    parentPort.postMessage({ half: question / 2, ways: ways() }) // answer
    let message
    while (!message) message = receiveMessageOnPort(parentPort)
    parentPort.postMessage(message)
  })
}
