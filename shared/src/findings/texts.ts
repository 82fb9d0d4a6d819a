import type { OpKind } from "../world/index.ts"
import type { FindingKind, Variants } from "./finding.ts"
import english from "./texts/en.json" with { type: "json" }
import chinese from "./texts/zh.json" with { type: "json" }

/** A text, or its plural forms: every language has the form `_other`. */
type Text<Key extends string> = Readonly<Record<Key, string>> | Readonly<Record<`${Key}_other`, string>>

/** The texts that every language must have: a missing one fails to compile. */
type FindingTexts = {
  readonly [Kind in FindingKind]: {
    readonly [Variant in Variants[Kind]]: Text<"title"> & Text<"text"> & Text<"advice">
  }
} & { readonly link: Readonly<Record<OpKind | "between", string>>; readonly place: string }

english satisfies FindingTexts
chinese satisfies FindingTexts

export { chinese, english }
