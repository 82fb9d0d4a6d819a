import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { type Finding, findingsOf, ObservedFindings } from "@forkscope/shared/findings"
import type { Answer, CommandInput, CommandName, CommandResults, Snapshot } from "@forkscope/shared/socket"
import { EMPTY_WORLD, fold, type ProcessEntity, valuesOf, type World } from "@forkscope/shared/world"
import { openSocket } from "../server/socket/client.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"

/** An entry of programs.json; server/programs/README.md describes the fields. */
export interface Program {
  id: string
  title: { en: string }
  main: string
  finding: string | null
  exit: number | null
  holds?: { processes: string[]; objects: Record<string, number>; lines: string[]; also: string[] }
}

const folder = new URL("../../server/programs/", import.meta.url)
export const programs = JSON.parse(readFileSync(new URL("programs.json", folder), "utf8")) as Program[]
export const sourceOf = ({ main }: Program) => readFileSync(new URL(main, folder), "utf8")

export function named(id: string): Program {
  const found = programs.find((program) => program.id === id)
  if (!found) throw new Error(`Expected a bundled program ${id}`)
  return found
}

export function openProgramsPage(): Promise<LabPage> {
  // With unbuffered output a print is two writes, so the lines of several processes get mixed.
  delete process.env.PYTHONUNBUFFERED
  return openLabPage()
}

/** A page tall enough for every row of a table, since rows out of view are not drawn. */
export async function openTallPage(): Promise<LabPage> {
  const lab = await openProgramsPage()
  await lab.page.setViewportSize({ width: 1440, height: 2400 })
  return lab
}

/** All events of a run, received over a socket of its own, to compare with what the page shows. */
export class Told {
  world: World = EMPTY_WORLD
  readonly found = new ObservedFindings()
  readonly #events: ForkscopeEvent[] = []
  readonly #socket

  constructor(
    { server }: LabPage,
    readonly run: string,
  ) {
    this.#socket = openSocket(server.port, server.token)
    this.#socket.on("connect", () => void this.#socket.emit("watch", run, () => {}))
    this.#socket.on("snapshot", (_, data) => this.#take((JSON.parse(gunzipSync(data).toString()) as Snapshot).tail))
    this.#socket.on("batch", (_, encoding, data) => {
      const text = encoding === "gzip" ? gunzipSync(data) : Buffer.from(data)
      this.#take(JSON.parse(text.toString()) as ForkscopeEvent[])
    })
  }

  #take(events: ForkscopeEvent[]): void {
    const fresh = events.filter(({ seq }) => seq > this.world.seq)
    this.found.add(fresh)
    this.#events.push(...fresh)
    this.world = fold(this.world, fresh)
  }

  get output(): string {
    return [...valuesOf(this.world.output)]
      .map(({ text }) => text)
      .join("")
      .replaceAll("\r\n", "\n")
  }

  /** Resolves when the run has ended and all its events have arrived. */
  async ended(): Promise<void> {
    await eventually(() => this.world.run?.ended).toBeTruthy()
  }

  get main(): ProcessEntity | undefined {
    return Object.values(this.world.processes).find(({ role }) => role === "main")
  }

  /** The findings as of now, not as of the last event, because in a hang there are no more events. */
  findings(): readonly Finding[] {
    return findingsOf(this.world, this.now)
  }

  /** µs since the run began. */
  get now(): number {
    return (Date.now() - (this.world.run?.wallClock ?? 0)) * 1000
  }

  /** The kinds of finding at a time of the run, µs, by the run's own clock: independent of how slow the browser is. */
  kindsAt(time: number): string[] {
    const world = fold(
      EMPTY_WORLD,
      this.#events.filter(({ at }) => at <= time),
    )
    return findingsOf(world, time).map(({ kind }) => kind)
  }

  /** The time of the run, µs, at which each of these processes was known to have used so much CPU time, µs. */
  computed(processes: readonly number[], cpu: number): number {
    const samples = this.#events.filter((event) => event.type === "process.sampled" && event.cpu >= cpu)
    return Math.max(...processes.map((proc) => samples.find((one) => "proc" in one && one.proc === proc)?.at ?? 0))
  }

  close(): void {
    this.#socket.close()
  }
}

/** Starts a program as a user does: Run code…, its title, Run. */
export async function start(lab: LabPage, program: Program): Promise<Told> {
  const { page: window } = lab
  const before = new URL(window.url()).hash
  await window
    .getByRole("banner")
    .getByRole("button", { name: /Run code/ })
    .click()
  const dialog = window.getByRole("dialog")
  await dialog.getByRole("textbox", { name: "Find a program" }).fill(program.title.en)
  await dialog.getByRole("button", { name: program.title.en }).first().click()
  await dialog.getByRole("button", { name: /^▶ Run/ }).click()
  await dialog.waitFor({ state: "detached" })
  await eventually(() => new URL(window.url()).hash).not.toBe(before)
  const run = /run=(r\d+)/.exec(window.url())?.[1]
  if (!run) throw new Error(`Expected the page to watch the new run, it is at ${window.url()}`)
  return new Told(lab, run)
}

/** Starts a program as the page does, while the page shows another run. */
async function startBehind(lab: LabPage, { id, title }: Program): Promise<Told> {
  const list = await ask(lab, "programs.list", {})
  const program = list.programs.find((one) => one.id === id)
  if (!program) throw new Error(`Expected the server to list ${id}`)
  const { files, main, args } = program
  const { run } = await ask(lab, "program.start", { name: title.en, files, main, args, env: {} })
  return new Told(lab, run)
}

/**
 * Starts programs behind the page, so many at a time: a program begins when an earlier one is over. An error is that of
 * the promise; it does not keep the others from starting.
 */
export function inTurns(
  lab: LabPage,
  list: readonly Program[],
  atATime: number,
  isOver: (told: Told, program: Program) => Promise<void>,
): Map<Program, Promise<Told>> {
  const runs = new Map<Program, Promise<Told>>()
  const ends: Promise<unknown>[] = []
  for (const [place, program] of list.entries()) {
    const run = Promise.resolve(ends[place - atATime]).then(() => startBehind(lab, program))
    ends.push(run.then((told) => isOver(told, program)).catch(() => {}))
    runs.set(program, run)
  }
  return runs
}

/** Gives the server a command, as the page does. */
export async function ask<Name extends CommandName>(
  { server }: LabPage,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResults[Name]> {
  const answer = await fetch(`${server.url}/api/commands/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  })
  const said = (await answer.json()) as Answer<CommandResults[Name]>
  if (!said.ok) throw new Error(`Expected ${name} to be done, it was refused: ${said.message}`)
  return said.result
}
