/** The logo: one line that forks into two. */
export function Mark() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      aria-hidden="true"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d="M3.5 14.5h3c3.5 0 3-9 6.5-9h3" stroke="var(--accent)" />
      <path d="M6.5 14.5H16" stroke="var(--running)" />
      <circle cx="3.5" cy="14.5" r="2.4" fill="var(--accent)" />
      <circle cx="16.5" cy="5.5" r="2.4" fill="var(--accent)" />
      <circle cx="16.5" cy="14.5" r="2.4" fill="var(--running)" />
    </svg>
  )
}
