import type { Site } from "@forkscope/shared/events"
import { fullNameOf, nameOf } from "@forkscope/shared/names"
import type { EntityRef, World } from "@forkscope/shared/world"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useSession } from "../../store/hooks.ts"
import { SourceLink } from "../findings/SourceLink.tsx"
import css from "./Inspector.module.css"

export function Head({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <header className={css.head}>
      <h2 title={name}>{name}</h2>
      {children}
    </header>
  )
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>
}

/** One name and value; nothing where the value is missing. */
export function Fact({ name, children, isCode }: { name: string; children: ReactNode; isCode?: boolean }) {
  if (children === null || children === undefined || children === "") return null
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isCode ? "mono" : undefined}>{children}</dd>
    </div>
  )
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section}>
      <header>
        <h3>{title}</h3>
        {aside && <span className="quiet">{aside}</span>}
      </header>
      {children}
    </section>
  )
}

/** The name of another entity; a click selects it. */
export function RefLink({ world, to }: { world: World; to: EntityRef }) {
  const session = useSession()
  return (
    <Button look="link" className={css.ref ?? ""} onClick={() => session.select(to)}>
      {to.kind === "process" ? fullNameOf(world, to.id) : nameOf(world, to)}
    </Button>
  )
}

/** The process that made an entity, and the line where it did. */
export function MadeBy({ world, owner, site }: { world: World; owner: number; site: Site | null }) {
  const { t } = useTranslation()
  return (
    <Fact name={t("inspector.madeBy")}>
      <RefLink world={world} to={{ kind: "process", id: owner }} />
      {site && <SourceLink site={site} />}
    </Fact>
  )
}
