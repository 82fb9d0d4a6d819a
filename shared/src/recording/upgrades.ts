/** How what an older version wrote is read. */
export interface Upgrade {
  /** The version that it reads; it makes the next one of it. */
  readonly from: number
  /**
   * What a line says in the next version. One line stays one line: seqs have no gaps. What it makes of a checkpoint need not
   * be one: it is passed over then, and the events before it say the same.
   */
  line(value: unknown): unknown
}

/** One for each version before this one, in order. */
export const UPGRADES: readonly Upgrade[] = []

/** Reads lines of a version as lines of this one; null: it is too old for that. */
export function upgradeFrom(
  version: number,
  to: number,
  upgrades: readonly Upgrade[],
): ((value: unknown) => unknown) | null {
  const steps: Upgrade[] = []
  for (let at = version; at < to; at++) {
    const step = upgrades.find(({ from }) => from === at)
    if (!step) return null
    steps.push(step)
  }
  return (value) => steps.reduce((line, step) => step.line(line), value)
}
