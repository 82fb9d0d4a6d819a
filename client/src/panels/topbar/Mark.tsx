/** One line that becomes two. */
export function Mark() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      aria-hidden="true"
      strokeWidth="2.2"
      strokeLinecap="round"
    >
      <path d="M5 6.5h9.5M5 17.5h4.5c3 0 4.5-2 4.5-4.5v-2c0-2.5 1.5-4.5 4.5-4.5M14 17.5h4" stroke="var(--accent)" />
      <circle cx="5" cy="6.5" r="2.3" fill="var(--accent)" />
      <circle cx="5" cy="17.5" r="2.3" fill="var(--accent)" />
      <circle cx="19" cy="6.5" r="2.3" fill="var(--running)" />
      <circle cx="19" cy="17.5" r="2.3" fill="var(--accent)" />
    </svg>
  )
}
