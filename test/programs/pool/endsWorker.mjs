/** A module that ends each process that loads it. */
process.exit(7)

export function never() {}
