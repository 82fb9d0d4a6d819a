import type { Finding } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { operationKey } from "../../format/operationTexts.ts"
import { ProcessAt, RefLink } from "../inspector/Parts.tsx"
import css from "./Findings.module.css"
import { SourceLink } from "./SourceLink.tsx"

interface Props {
  world: World
  chain: Finding["chain"]
}

/** A circle of waits: each process waits for what the next one has, and the last one waits for the first. */
export function Cycle({ world, chain }: Props) {
  const [first] = chain
  const { t } = useTranslation()
  if (!first) return null
  return (
    <ol className={css.cycle} aria-label={t("findings.cycle")}>
      {chain.map((link, place) => (
        <Step key={`${link.proc}.${link.tid}`} world={world} link={link} next={chain[place + 1] ?? first} />
      ))}
      <li className={css.again}>
        <p className={css.who}>
          <RefLink world={world} to={{ kind: "process", id: first.proc }} tid={first.tid} />
          <span className="quiet">{t("findings.again")}</span>
        </p>
      </li>
    </ol>
  )
}

type Link = Finding["chain"][number]

function Step({ world, link, next }: { world: World; link: Link; next: Link }) {
  const { t } = useTranslation()
  const { proc, tid, site, verb, ref, heldAt } = link
  const other = { kind: "process", id: next.proc } as const
  return (
    <li>
      <p className={css.who}>
        <ProcessAt world={world} proc={proc} tid={tid} site={site} />
      </p>
      <p className={css.waits}>
        {t(operationKey(verb, "verb"))} <RefLink world={world} to={ref ?? other} tid={next.tid} />
      </p>
      {ref && (
        <p className={css.held}>
          {t(ref.kind === "lock" ? "findings.heldBy" : "findings.servedBy")}{" "}
          <RefLink world={world} to={other} tid={next.tid} />
          {heldAt && <SourceLink site={heldAt} />}
        </p>
      )}
    </li>
  )
}
