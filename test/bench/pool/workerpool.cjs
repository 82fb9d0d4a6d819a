const workerpool = require("workerpool")
const { echo } = require("./echo.cjs")

workerpool.worker({ echo })
