"""A chunk of eight long tasks in one slot; the other slots are idle, and cannot help."""
from multiprocessing import Pool
import os
import time


def work(seconds):
    if seconds > 1:
        print("worker pid=%d" % os.getpid(), flush=True)
    time.sleep(seconds)


if __name__ == "__main__":
    po = Pool(3)
    tasks = [3.5] * 8 + [0.02] * 16
    po.map(work, tasks, chunksize=8)
    po.close()
    po.join()
    print("main done", flush=True)
