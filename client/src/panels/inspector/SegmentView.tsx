import { nameOf } from "@forkscope/shared/names"
import type { SegmentEntity, World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { memoryOfBytes } from "../../format/format.ts"
import { usersOfSegment } from "../../scenes/stage/segmentNode.ts"
import css from "./Inspector.module.css"
import { CodeFact, Fact, Facts, Head, MadeBy, RefLink, Section } from "./Parts.tsx"

/** A segment of shared memory, and the processes that have it. */
export function SegmentView({ world, segment }: { world: World; segment: SegmentEntity }) {
  const { t } = useTranslation()
  const users = usersOfSegment(world, segment)
  return (
    <>
      <Head name={nameOf(world, { kind: "segment", id: segment.id })}>
        {segment.isUnlinked && <span className={css.tag}>{t("segment.unlinked")}</span>}
      </Head>
      <Facts>
        <CodeFact name={t("lock.kind")}>SharedMemory</CodeFact>
        <Fact name={t("segment.size")}>{memoryOfBytes(segment.size)}</Fact>
        {users.length === 0 && <Fact name={t("segment.users")}>{t("lock.nobody")}</Fact>}
        <MadeBy world={world} by={segment} />
      </Facts>
      {users.length > 0 && (
        <Section title={t("segment.users")} aside={users.length}>
          <ul className={css.items}>
            {users.map((proc) => (
              <li key={proc}>
                <RefLink world={world} to={{ kind: "process", id: proc }} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
