import { fullNameOf, nameOf } from "@forkscope/shared/names"
import type { PipeEntity, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import type { Column } from "./VirtualTable.tsx"

export function pipeColumns(t: TFunction): Column<PipeEntity>[] {
  const name = ({ id }: PipeEntity, world: World) => nameOf(world, { kind: "pipe", id })
  const users = (end: 0 | 1): Column<PipeEntity> => {
    const names = (pipe: PipeEntity, world: World) =>
      pipe.users
        .filter((user) => user.end === end && !user.isClosed)
        .map(({ proc }) => fullNameOf(world, proc))
        .join(", ")
    return { id: `end${end}`, title: t("pipe.end", { end }), sortBy: names, show: names }
  }
  const number = (id: string, title: string, of: (pipe: PipeEntity) => number): Column<PipeEntity> => ({
    id,
    title,
    width: 88,
    isNumber: true,
    sortBy: of,
    show: of,
  })
  const call = ({ isDuplex }: PipeEntity) => (isDuplex ? "Pipe()" : "Pipe(duplex=False)")
  return [
    { id: "name", title: t("table.name"), sortBy: name, show: name },
    { id: "kind", title: t("lock.kind"), width: 140, sortBy: call, show: call },
    users(0),
    users(1),
    number("sent", t("pipe.sent"), ({ sent }) => sent),
    number("received", t("pipe.received"), ({ received }) => received),
  ]
}
