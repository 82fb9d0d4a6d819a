/** Converts lines of one version to the next version. */
export interface Upgrade {
  /** The version that it reads. It converts to the next one. */
  readonly from: number
  /**
   * Converts a line to the next version. One line stays one line, since seqs have no gaps. A checkpoint may become an
   * invalid one, which readers skip: the events before it give the same world.
   */
  line(value: unknown): unknown
}

/** One for each version before this one, in order. */
export const UPGRADES: readonly Upgrade[] = []

/** A function that converts lines of `version` to the current one; null: the version is too old. */
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
