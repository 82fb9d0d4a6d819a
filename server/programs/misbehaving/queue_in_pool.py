"""A plain Queue handed to a pool: the task fails before it begins, silently, and main waits for its message."""
from multiprocessing import Pool, Queue
import os
import signal


def worker(q):
    q.put("消息1")


if __name__ == "__main__":
    signal.alarm(30)
    print("main pid=%d" % os.getpid(), flush=True)
    q = Queue()  # Manager().Queue() could be handed over
    po = Pool(3, initializer=signal.alarm, initargs=(30,))
    po.apply_async(worker, (q,))
    print("main done: %s" % q.get(), flush=True)
