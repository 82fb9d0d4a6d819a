import type { Finding } from "@forkscope/shared/findings"

/** Distinguishable by shape alone: a stop hand, a cross, a triangle, a lamp. */
const SIGNS: Record<Finding["severity"], string> = {
  hang: "M5.5 1.8h5l3.7 3.7v5l-3.7 3.7h-5L1.8 10.5v-5zM5 8h6",
  error: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  warning: "M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.3v.1",
  hint: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 7.2v4M8 4.8v.1",
}

export function SeveritySign({ of, size = 14 }: { of: Finding["severity"]; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={SIGNS[of]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
