"""Myth: ps.getpid(). There is no ps; the module is called os."""
from multiprocessing import Process
import os
import time


def run_proc():
    try:
        print("子进程运行中，pid=%d..." % ps.getpid())  # noqa: F821
    except NameError as error:
        print("NameError:", error)
    print("子进程运行中，pid=%d..." % os.getpid())
    time.sleep(0.3)


if __name__ == "__main__":
    p = Process(target=run_proc)
    p.start()
    print("子进程的pid: %d" % p.pid)
    p.join()
