import { nameOf } from "@forkscope/shared/names"
import { isAtEnd, type PipeEntity, type World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { number } from "../../format/format.ts"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, MadeBy, RefLink, Section } from "./Parts.tsx"

/** A pipe: its messages, and the processes that use each end. */
export function PipeView({ world, pipe }: { world: World; pipe: PipeEntity }) {
  const { t } = useTranslation()
  const ops = Object.values(world.ops).filter(({ block }) => block)
  const waits = (proc: number, end: 0 | 1) =>
    ops.find((op) => op.proc === proc && isAtEnd(op.target, pipe.id, end))?.kind
  return (
    <>
      <Head name={nameOf(world, { kind: "pipe", id: pipe.id })} />
      <Facts>
        <CodeFact name={t("lock.kind")}>{pipe.isDuplex ? "Pipe()" : "Pipe(duplex=False)"}</CodeFact>
        <Fact name={t("pipe.messages")}>
          {t("pipe.counts", { sent: number(pipe.sent), received: number(pipe.received) })}
        </Fact>
        <MadeBy world={world} by={pipe} />
      </Facts>
      {([0, 1] as const).map((end) => {
        const users = pipe.users.filter((user) => user.end === end)
        return (
          users.length > 0 && (
            <Section key={end} title={t("pipe.end", { end })} aside={pipe.isDuplex ? null : t(`pipe.does.${end}`)}>
              <ul className={css.items}>
                {users.map(({ proc, isClosed }) => {
                  const wait = waits(proc, end)
                  return (
                    <li key={proc}>
                      <RefLink world={world} to={{ kind: "process", id: proc }} />
                      <span className="quiet">
                        {isClosed ? t("pipe.closed") : wait ? t(`pipe.waits.${wait === "send" ? "send" : "recv"}`) : ""}
                      </span>
                    </li>
                  )
                })}
              </ul>
            </Section>
          )
        )
      })}
    </>
  )
}
