import css from "./Code.module.css"

/** Lines of code as they are sent to the lab. */
export function Code({ lines, label }: { lines: readonly string[]; label?: string }) {
  return (
    <figure className={css.code}>
      {label && <figcaption>{label}</figcaption>}
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are identified by their place only
        <code key={place}>{line}</code>
      ))}
    </figure>
  )
}
