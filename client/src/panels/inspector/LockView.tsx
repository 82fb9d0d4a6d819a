import type { LockEntity, World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { nameOf } from "../../i18n/names.ts"
import { Fact, Facts, Head, RefLink } from "./Parts.tsx"

export function LockView({ world, lock }: { world: World; lock: LockEntity }) {
  const { t } = useTranslation()
  const waiting = Object.values(world.ops).filter((op) => op.lock === lock.id)
  return (
    <>
      <Head name={nameOf(world, { kind: "lock", id: lock.id })} />
      <Facts>
        <Fact name={t("lock.kind")}>{lock.kind}</Fact>
        <Fact name={t("lock.value")} isCode>
          {lock.value}
        </Fact>
        <Fact name={t("lock.holders")}>
          {lock.holders.length === 0
            ? t("lock.nobody")
            : lock.holders.map((proc) => <RefLink key={proc} world={world} to={{ kind: "process", id: proc }} />)}
        </Fact>
        <Fact name={t("lock.waiting")}>
          {waiting.length === 0
            ? null
            : waiting.map((op) => <RefLink key={op.id} world={world} to={{ kind: "process", id: op.proc }} />)}
        </Fact>
      </Facts>
    </>
  )
}
