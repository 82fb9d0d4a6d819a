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

interface FactProps {
  name: string
  children: ReactNode
}

/** One name and value; nothing where the value is missing. */
export function Fact({ name, children, className }: FactProps & { className?: string }) {
  if (children == null || children === "" || (Array.isArray(children) && children.length === 0)) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd className={className}>{children}</dd>
    </div>
  )
}

/** A fact in the code font. */
export const CodeFact = (props: FactProps) => <Fact {...props} className="mono" />

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
export function RefLink({ world, to, tid = null }: { world: World; to: EntityRef; tid?: number | null }) {
  const session = useSession()
  return (
    <Button look="link" className={css.ref ?? ""} onClick={() => session.select(to)}>
      {to.kind === "process" ? fullNameOf(world, to.id, tid) : nameOf(world, to)}
    </Button>
  )
}

interface ProcessAtProps {
  world: World
  proc: number
  /** A thread of it, which is named too unless it is the main one. */
  tid?: number | null
  site: Site | null | undefined
}

/** A process, and the line of the program where it did something. */
export function ProcessAt({ world, proc, tid = null, site }: ProcessAtProps) {
  return (
    <>
      <RefLink world={world} to={{ kind: "process", id: proc }} tid={tid} />
      {site && <SourceLink site={site} />}
    </>
  )
}

/** The process that made an entity, and the line where it did. */
export function MadeBy({ world, by: { owner, site } }: { world: World; by: { owner: number; site: Site | null } }) {
  const { t } = useTranslation()
  return (
    <Fact name={t("inspector.madeBy")}>
      <ProcessAt world={world} proc={owner} site={site} />
    </Fact>
  )
}
