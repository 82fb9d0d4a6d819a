/** What every peer's worker does: gives back what it got. */
module.exports = { echo: (value) => value }
