/** The built library, as a program imports it from `forkscope/multiprocessing` and `forkscope/workloads`. */
export * from "../../../dist/multiprocessing/index.cjs"
export * as workloads from "../../../dist/multiprocessing/workloads.cjs"
