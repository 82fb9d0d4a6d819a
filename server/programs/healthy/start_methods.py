"""fork copies the parent; spawn starts afresh; forkserver forks from a helper that was started afresh."""
import multiprocessing
import os
import time

loaded_in = os.getpid()  # runs again wherever this file is loaded again


def run_proc(method):
    fresh = loaded_in == os.getpid()
    print("%s: pid=%d, file loaded again: %s" % (method, os.getpid(), fresh))
    time.sleep(0.3)


if __name__ == "__main__":
    print("main: pid=%d" % os.getpid())
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        start = time.time()
        p = context.Process(target=run_proc, name=method, args=(method,))
        p.start()
        p.join()
        print("%s: exitcode=%d, %.2f s" % (method, p.exitcode, time.time() - start))
