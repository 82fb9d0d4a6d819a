const { isMainThread } = require("node:worker_threads")
const { ClusterWorker, ThreadWorker } = require("poolifier")
const { echo } = require("./echo.cjs")

module.exports = isMainThread ? new ClusterWorker(echo) : new ThreadWorker(echo)
