// @vitest-environment jsdom
import { Recording } from "@forkscope/shared/recording"
import { beforeAll, expect, test } from "vitest"
import { setLanguage, startI18n } from "../../../client/src/i18n/i18n.ts"
import { errorSaid } from "../../../client/src/i18n/problem.ts"

beforeAll(async () => void (await startI18n("en")))

const header = { forkscope: "recording", events: 1, name: "x", wallClock: 0 }
const opened = (text: string) => Recording.open(new TextEncoder().encode(text)).catch((error: unknown) => error)

test.each([
  ["another file", "hello", /Expected a recording of Forkscope, got text/, /得到的却是以“hello”开头的文本/],
  ["one of a newer Forkscope", JSON.stringify({ ...header, version: 9 }), /a newer Forkscope made it/, /请升级/],
  ["one that is too old", JSON.stringify({ ...header, version: 0 }), /can't read ones that old/, /这么旧的文件/],
])("%s is refused in one sentence, in the viewer's language", async (_, text, english, chinese) => {
  const error = await opened(text)
  await setLanguage("en")
  expect(errorSaid(error)).toMatch(english)
  expect(errorSaid(error)).toBe((error as Error).message)
  await setLanguage("zh")
  expect(errorSaid(error)).toMatch(chinese)
})
