import { isBounded, isFull, type QueueEntity, waitingAt } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { figureColumn, nameColumn, ownerColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export function queueColumns(t: TFunction): Column<QueueEntity>[] {
  const level = (queue: QueueEntity) =>
    queue.isClosed ? t("queue.closed") : isFull(queue) ? t("queue.full") : queue.depth === 0 ? t("queue.empty") : ""
  return [
    nameColumn(t, "queue"),
    {
      ...textColumn("kind", t("queue.kind"), ({ kind }) => kind, 110),
      show: ({ kind, name }) => (kind === "local" ? name : t(`queue.kinds.${kind}`)),
    },
    figureColumn("maxsize", "maxsize", ({ maxsize }) => maxsize, {
      show: (queue) => (isBounded(queue) ? queue.maxsize : "∞"),
    }),
    figureColumn("depth", t("queue.depth"), ({ depth }) => depth),
    textColumn("level", t("table.state"), level, 88),
    figureColumn("puts", "put", ({ puts }) => puts),
    figureColumn("gets", "get", ({ gets }) => gets),
    figureColumn("waitPut", t("queue.waitingPut"), ({ id }, world) => waitingAt(world, id, "put").length),
    figureColumn("waitGet", t("queue.waitingGet"), ({ id }, world) => waitingAt(world, id, "get").length),
    ownerColumn(t),
  ]
}
