import type { OpKind } from "../../world/index.ts"

/** The texts of one language. Gaps are explained at `fill` in sentence.ts. */
export interface Texts {
  /** Between the parts of a list, and before its last. */
  readonly comma: string
  readonly and: string
  /** Between the links of a chain. */
  readonly between: string
  /** Around a line; `*` stands for it. */
  readonly brackets: string
  /** By the finding's text key. */
  readonly findings: Readonly<Record<string, Said>>
  /** One who waits in a circle: `{who}` for `{what}`, which `{next}` has or would have to bring. */
  readonly links: Readonly<Record<OpKind, string> & Partial<Record<`${OpKind}.held`, string>>>
}

interface Said {
  readonly title: string
  readonly text: string
  readonly advice: string
}
