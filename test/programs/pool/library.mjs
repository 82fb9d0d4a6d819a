/** The built library, as a program gets it by `forkscope/multiprocessing` and `forkscope/workloads`. */
export * from "/tmp/mpb/dist/index.cjs"
export * as workloads from "/tmp/mpb/dist/workloads.cjs"
