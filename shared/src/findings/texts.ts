import type { OpKind } from "../world/index.ts"
import type { FindingKind, Variants } from "./finding.ts"
import english from "./texts/en.json" with { type: "json" }
import chinese from "./texts/zh.json" with { type: "json" }

/** A text, or its forms by `count`: the form `_other` is there in every language. */
type Text<Key extends string> = Readonly<Record<Key, string>> | Readonly<Record<`${Key}_other`, string>>

/** What every language has to have: a text that is missing here does not compile. */
type FindingTexts = {
  readonly [Kind in FindingKind]: {
    readonly [Variant in Variants[Kind]]: Text<"title"> & Text<"text"> & Text<"advice">
  }
} & { readonly link: Readonly<Record<OpKind | "between", string>>; readonly place: string }

english satisfies FindingTexts
chinese satisfies FindingTexts

export { chinese, english }
