import { NativeSelect, Textarea, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useSession } from "../../store/hooks.ts"
import type { Draft } from "../../store/program.ts"
import { changeDraft } from "./editing.ts"
import { readEnvironment } from "./environment.ts"
import css from "./Run.module.css"
import { languageOf } from "./templates.ts"
import { splitWords } from "./words.ts"

/** The options of a program besides its files: the file to run, arguments, environment. */
export function Options({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { programs } = useSession()
  const runnable = draft.files
    .map(({ name }) => name)
    .filter((name) => languageOf(name) !== null || name === draft.main)
  const words = splitWords(draft.args)
  const environment = readEnvironment(draft.env)
  return (
    <div className={css.options}>
      {runnable.length > 1 && (
        <NativeSelect
          label={t("code:run.mainFile")}
          value={draft.main}
          data={runnable}
          onChange={({ target }) => changeDraft(programs, { main: target.value })}
        />
      )}
      <TextInput
        label={t("code:run.args")}
        description={
          words.ok && words.words.length > 0 ? t("code:run.argsAre", { words: JSON.stringify(words.words) }) : null
        }
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={'-n 3 "two words"'}
        value={draft.args}
        error={words.ok ? null : t("code:trouble.openQuote", { text: words.open })}
        onChange={({ target }) => changeDraft(programs, { args: target.value })}
      />
      <Textarea
        label={t("code:run.env")}
        placeholder="NAME=value"
        rows={draft.env.includes("\n") ? 3 : 1}
        value={draft.env}
        error={
          environment.ok
            ? null
            : t("code:trouble.environment", { text: `${environment.line}: ${environment.text.slice(0, 60)}` })
        }
        onChange={({ target }) => changeDraft(programs, { env: target.value })}
      />
    </div>
  )
}
