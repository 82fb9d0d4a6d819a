// @vitest-environment jsdom
import { afterEach, describe, expect, test } from "vitest"
import {
  clock,
  compactRate,
  duration,
  exactDuration,
  memory,
  moment,
  number,
  percent,
  seconds,
} from "../../../client/src/format/format.ts"
import { startI18n } from "../../../client/src/i18n/i18n.ts"

afterEach(() => startI18n("en"))

describe("numbers are written as the page's language writes them", () => {
  test.each([
    ["en", "1,203", "1,203.5", "49%", "1.2K/s", "123K/s"],
    ["zh", "1,203", "1,203.5", "49%", "1203/s", "12万/s"],
  ] as const)("%s", async (language, count, precise, share, rate, high) => {
    await startI18n(language)
    expect(number(1203)).toBe(count)
    expect(number(1203.46, 1)).toBe(precise)
    expect(percent(0.49)).toBe(share)
    expect(compactRate(1203)).toBe(rate)
    expect(compactRate(123_000)).toBe(high)
  })

  test("a date too", async () => {
    const at = new Date(2026, 10, 29, 20, 19, 8).getTime()
    await startI18n("en")
    expect(moment(at)).toMatch(/^11\/29\/26, 8:19:08\sPM$/)
    await startI18n("zh")
    expect(moment(at)).toBe("2026/11/29 20:19:08")
  })
})

test("a duration has a fitting unit and no more decimals than a reader needs", () => {
  expect([840, 12_500, 1_240_000, 125_000_000].map(duration)).toEqual(["840 µs", "12.5 ms", "1.24 s", "2:05"])
  expect([740, 6_940, 999_900, 1_240_000].map(exactDuration)).toEqual(["740 µs", "6.94 ms", "1,000 ms", "1.240 s"])
  expect([14_000, 725_000, 3_723_000].map(clock)).toEqual(["0:14", "12:05", "1:02:03"])
  expect(seconds(13_871_200)).toBe("13.871")
})

test("memory is given in kB, MB and GB", () => {
  expect([640, 11_400, 1_200_000].map(memory)).toEqual(["640 kB", "11.4 MB", "1.2 GB"])
})
