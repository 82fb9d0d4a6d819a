"""Ten tasks, once with a process for each, once with a pool of three."""
from multiprocessing import Pool, Process, Queue
import os
import time


def task(n):
    time.sleep(0.2)
    return os.getpid()


def task_by_hand(q, n):
    q.put(task(n))


if __name__ == "__main__":
    q = Queue()
    processes = [Process(target=task_by_hand, args=(q, n)) for n in range(10)]
    for p in processes:
        p.start()
    pids = {q.get() for _ in range(10)}
    for p in processes:
        p.join()
    print("手动创建: 10个任务用了%d个进程，pids: %s" % (len(pids), sorted(pids)))

    po = Pool(3)
    pids = set(po.map(task, range(10), chunksize=1))
    po.close()
    po.join()
    print("进程池: 10个任务用了%d个进程，pids: %s" % (len(pids), sorted(pids)))
