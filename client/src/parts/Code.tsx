import css from "./Code.module.css"

/** Lines as they will be sent to the lab, or were. */
export function Code({ lines, label }: { lines: readonly string[]; label?: string }) {
  return (
    <figure className={css.code}>
      {label && <figcaption>{label}</figcaption>}
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <code key={place}>{line}</code>
      ))}
    </figure>
  )
}
