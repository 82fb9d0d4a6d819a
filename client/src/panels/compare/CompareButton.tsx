import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import type { First } from "../../store/comparing.ts"
import { useSession } from "../../store/hooks.ts"

/** On the row of a run or recording: chooses what to compare it with. */
export function CompareButton({ first }: { first: First }) {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <IconButton label={t("compare:with", { name: first.name })} onClick={() => session.chooseOther(first)}>
      <Icon name="compare" size={13} />
    </IconButton>
  )
}
