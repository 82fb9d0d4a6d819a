"""Myth: a pool makes its processes when tasks come. All of them are there before the first task."""
from multiprocessing import Pool, active_children
import os
import time


def worker(_):
    time.sleep(0.3)
    return os.getpid()


if __name__ == "__main__":
    po = Pool(3)
    before = {p.pid for p in active_children()}
    print("还没有任务，已有%d个进程，pids: %s" % (len(before), sorted(before)))
    time.sleep(0.5)
    used = set(po.map(worker, range(6), chunksize=1))
    po.close()
    po.join()
    print("执行任务的进程都在其中: %s" % (used <= before))
