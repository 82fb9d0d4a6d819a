// What the workers of pools do. The main function is for libraries that call a file.
const square = (n) => n * n
const fail = (what) => {
  throw new RangeError(what)
}
module.exports = Object.assign(square, { square, fail })
