import { fullNameOf } from "@forkscope/shared/names"
import type { PipeEntity, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { usersOf } from "../../scenes/stage/pipeNode.ts"
import { figureColumn, nameColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export function pipeColumns(t: TFunction): Column<PipeEntity>[] {
  const users = (end: 0 | 1) =>
    textColumn(`end${end}`, t("pipe.end", { end }), (pipe: PipeEntity, world: World) =>
      usersOf(pipe, end)
        .map((proc) => fullNameOf(world, proc))
        .join(", "),
    )
  return [
    nameColumn(t, "pipe"),
    textColumn("kind", t("lock.kind"), ({ isDuplex }) => (isDuplex ? "Pipe()" : "Pipe(duplex=False)"), 140),
    users(0),
    users(1),
    figureColumn("sent", t("pipe.sent"), ({ sent }) => sent),
    figureColumn("received", t("pipe.received"), ({ received }) => received),
  ]
}
