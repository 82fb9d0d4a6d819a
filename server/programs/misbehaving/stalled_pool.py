"""An idle worker of a pool is killed: it waited for a task, and takes the lock of the task queue with it."""
from multiprocessing import Pool
import os
import signal
import time


def work(n):
    return n, os.getpid()


if __name__ == "__main__":
    signal.alarm(30)
    print("main pid=%d" % os.getpid(), flush=True)
    pool = Pool(1, signal.alarm, (30,))
    _, victim = pool.apply(work, (1,))
    print("worker pid=%d" % victim, flush=True)
    time.sleep(0.3)
    os.kill(victim, signal.SIGKILL)
    time.sleep(0.3)
    print("2 is done: %d" % pool.apply(work, (2,))[0], flush=True)
