/** The built library, as a program gets it by `forkscope/multiprocessing` and `forkscope/workloads`. */
export * from "../../../dist/multiprocessing/index.cjs"
export * as workloads from "../../../dist/multiprocessing/workloads.cjs"
