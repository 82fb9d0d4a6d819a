/** The worker of every peer: returns its argument. */
module.exports = { echo: (value) => value }
