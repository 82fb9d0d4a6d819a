import { fullNameOf } from "@forkscope/shared/names"
import { isAlive, type ProcessEntity, type World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { LANGUAGES } from "../../format/languages.ts"
import css from "./Inspector.module.css"

/** µs within which a probe normally reports that it runs. */
const PROBE_COMES = 1_000_000

/** Whether there are only kernel facts about a process, although a probe could have run in it. */
function hasKernelFactsOnly(world: World, process: ProcessEntity): boolean {
  if (process.opaque !== null) return true
  return (
    world.run?.kind === "program" &&
    process.observed === null &&
    process.role !== "helper" &&
    process.spawnedAt !== null &&
    (process.exitedAt ?? world.at) - process.spawnedAt > PROBE_COMES
  )
}

/** What to know when reading the facts of a process. */
export function Remarks({ world, process }: { world: World; process: ProcessEntity }) {
  const { t } = useTranslation()
  const isOrphan = process.orphanOf !== null && isAlive(process)
  return (
    <>
      {hasKernelFactsOnly(world, process) && (
        <p className={css.note}>
          <strong>{t("inspector.kernelOnly")}</strong>{" "}
          {t(`inspector.kernelOnlyWhy.${process.opaque?.reason ?? "other"}`, {
            language: process.opaque ? LANGUAGES[process.opaque.language] : "",
            detail: process.opaque?.detail ?? "",
          })}
        </p>
      )}
      {isOrphan && (
        <p className={css.note}>
          <strong>{t("inspector.orphan")}</strong>{" "}
          {t("inspector.orphanWhy", { parent: fullNameOf(world, process.orphanOf ?? 0), ppid: process.ppid })}
        </p>
      )}
      {process.role === "manager" && <p className={css.note}>{t("inspector.manager")}</p>}
      {process.role === "helper" && <p className={css.note}>{t("inspector.helper")}</p>}
    </>
  )
}
