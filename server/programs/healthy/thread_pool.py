"""A pool of threads has the same methods, and one PID."""
from multiprocessing.pool import ThreadPool
import os
import threading
import time


def fetch(n):
    time.sleep(0.2)
    return n, os.getpid(), threading.get_ident()


if __name__ == "__main__":
    po = ThreadPool(4)
    answers = po.map(fetch, range(12), chunksize=1)
    po.close()
    po.join()
    print("tasks: %s" % [n for n, pid, thread in answers])
    print("processes: %d, pid=%d" % (len({pid for n, pid, thread in answers}), os.getpid()))
    print("threads: %d" % len({thread for n, pid, thread in answers}))
