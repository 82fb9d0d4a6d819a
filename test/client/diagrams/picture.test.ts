import { expect, test } from "vitest"
import { splitPaint } from "../../../client/src/diagrams/picture/styles.ts"

test.each([
  ["rgb(1, 2, 3)", { paint: "rgb(1, 2, 3)", alpha: 1 }],
  ["rgba(1, 2, 3, 0.5)", { paint: "rgb(1, 2, 3)", alpha: 0.5 }],
  ["color(srgb 1 0.5 0 / 0.55)", { paint: "rgb(255, 128, 0)", alpha: 0.55 }],
  ["color(srgb 0.2 0.4 5e-7)", { paint: "rgb(51, 102, 0)", alpha: 1 }],
  ["none", { paint: "none", alpha: 1 }],
  ['url("#fs-hatch")', { paint: "url(#fs-hatch)", alpha: 1 }],
])("a picture's paint %s is written in a form that every image viewer supports", (value, plain) => {
  expect(splitPaint(value)).toEqual(plain)
})
