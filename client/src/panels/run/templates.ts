import type { SourceFile } from "../../store/program.ts"

const PYTHON = `from multiprocessing import Process, Queue


def worker(queue):
    while True:
        item = queue.get()
        if item is None:
            break
        print("got", item)


if __name__ == "__main__":
    queue = Queue(3)
    p = Process(target=worker, args=(queue,))
    p.start()
    for item in range(10):
        queue.put(item)
    queue.put(None)
    p.join()
    print("exit code", p.exitcode)
`

const NODE = `import { fork } from "node:child_process"

if (process.send) {
  process.on("message", (item) => {
    console.log("got", item)
    if (item === 9) process.disconnect()
  })
} else {
  const child = fork(import.meta.filename)
  for (let item = 0; item < 10; item++) child.send(item)
  child.on("exit", (code) => console.log("exit code", code))
}
`

export const TEMPLATES: Readonly<Record<Language, SourceFile>> = {
  python: { name: "main.py", text: PYTHON },
  node: { name: "main.mjs", text: NODE },
}

export type Language = "python" | "node"

/** The language to run a file with, by its extension; null: data, or a module that cannot be run by itself. */
export function languageOf(name: string): Language | null {
  if (/\.pyw?$/.test(name)) return "python"
  return /\.[mc]?js$/.test(name) ? "node" : null
}
