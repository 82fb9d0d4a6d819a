/** What an observed process says: an event with keys for ids. */
export interface RawFact {
  type: string
  at: number
  [field: string]: unknown
}
