import { nameOf } from "@forkscope/shared/names"
import { isBounded, isFull, type QueueEntity, type World, waitingAt } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import type { Column } from "./VirtualTable.tsx"

export function queueColumns(t: TFunction): Column<QueueEntity>[] {
  const name = ({ id }: QueueEntity, world: World) => nameOf(world, { kind: "queue", id })
  const owner = (queue: QueueEntity, world: World) => nameOf(world, { kind: "process", id: queue.owner })
  const level = (queue: QueueEntity) =>
    queue.isClosed ? t("queue.closed") : isFull(queue) ? t("queue.full") : queue.depth === 0 ? t("queue.empty") : ""
  const number = (
    id: string,
    title: string,
    of: (queue: QueueEntity, world: World) => number,
  ): Column<QueueEntity> => ({
    id,
    title,
    width: 88,
    isNumber: true,
    sortBy: of,
    show: of,
  })
  return [
    { id: "name", title: t("table.name"), sortBy: name, show: name },
    {
      id: "kind",
      title: t("queue.kind"),
      width: 110,
      sortBy: ({ kind }) => kind,
      show: ({ kind }) => t(`queue.kinds.${kind}`),
    },
    {
      ...number("maxsize", "maxsize", ({ maxsize }) => maxsize),
      show: (queue) => (isBounded(queue) ? queue.maxsize : "∞"),
    },
    number("depth", t("queue.depth"), ({ depth }) => depth),
    { id: "level", title: t("table.state"), width: 88, sortBy: level, show: level },
    number("puts", "put", ({ puts }) => puts),
    number("gets", "get", ({ gets }) => gets),
    number("waitPut", t("queue.waitingPut"), ({ id }, world) => waitingAt(world, id, "put").length),
    number("waitGet", t("queue.waitingGet"), ({ id }, world) => waitingAt(world, id, "get").length),
    { id: "owner", title: t("inspector.madeBy"), sortBy: owner, show: owner },
  ]
}
