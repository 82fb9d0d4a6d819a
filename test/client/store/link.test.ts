// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest"
import { takeToken } from "../../../client/src/feeds/token.ts"
import { readLink, writeLink } from "../../../client/src/store/link.ts"

const NO_TIME = { slice: null, window: null, compare: null }

beforeEach(() => {
  sessionStorage.clear()
  history.replaceState(null, "", "/")
})

test("a link to a run, a selection and a view is read as it was written", () => {
  const link = {
    run: "r3",
    recording: null,
    at: null,
    selected: { kind: "process", id: 7 },
    ...NO_TIME,
    tab: "table",
  } as const
  expect(writeLink(link)).toBe("#run=r3&select=process.7&view=table")
  expect(readLink(writeLink(link))).toEqual(link)
})

test("a link to a moment of a recording is read as it was written", () => {
  const link = {
    run: "r3",
    recording: "20261126-063511-482-7-1",
    at: 120,
    selected: null,
    ...NO_TIME,
    tab: "console",
  } as const
  expect(writeLink(link)).toBe("#run=r3&recording=20261126-063511-482-7-1&at=120")
  expect(readLink(writeLink(link))).toEqual(link)
})

test("a link to a stretch of time and a slice in it is read as it was written", () => {
  const nothing = { run: "r1", recording: null, at: null, selected: null, tab: "console" } as const
  const link = { ...nothing, ...NO_TIME, slice: 41, window: { start: 0, end: 1_500_000 } }
  expect(writeLink(link)).toBe("#run=r1&slice=41&window=0-1500000")
  expect(readLink(writeLink(link))).toEqual(link)
  expect(readLink("#run=r1&slice=x&window=9-3")).toEqual({ ...nothing, ...NO_TIME })
})

test("a link to two runs beside each other is read as it was written", () => {
  const nothing = { run: null, at: null, selected: null, tab: "console" } as const
  const link = { ...nothing, ...NO_TIME, recording: "rec-1", compare: "rec-2" }
  expect(writeLink(link)).toBe("#recording=rec-1&compare=rec-2")
  expect(readLink(writeLink(link))).toEqual(link)
  expect(readLink("#recording=rec-1&compare=../x")).toEqual({ ...link, compare: null })
})

test("invalid values in a link are ignored, and an empty state gives an empty link", () => {
  const nothing = { run: null, recording: null, at: null, selected: null, ...NO_TIME, tab: "console" }
  expect(readLink("#run=../etc&recording=../x&at=-1&select=process.-1&view=evil")).toEqual(nothing)
  expect(readLink("#select=constructor.1")).toEqual(nothing)
  expect(writeLink({ run: null, recording: null, at: null, selected: null, ...NO_TIME, tab: "console" })).toBe("")
})

test("the token moves from the address to this tab's storage; the rest of the link stays", () => {
  location.hash = "#token=secret&run=r2"
  expect(takeToken()).toBe("secret")
  expect(location.href).not.toContain("secret")
  expect(location.hash).toBe("#run=r2")
  expect(takeToken()).toBe("secret")
})

test("without a token in the address or the storage there is none", () => {
  expect(takeToken()).toBeNull()
})
