"""join() before the queue is empty: the child cannot end while its feeder thread has items that nobody gets."""
from multiprocessing import Process, Queue
import os
import signal


def produce(q):
    signal.alarm(30)
    print("child pid=%d" % os.getpid(), flush=True)
    for n in range(20):
        q.put("x" * 100_000)
    print("child: everything is put", flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    print("main pid=%d" % os.getpid(), flush=True)
    q = Queue()
    p = Process(target=produce, name="child", args=(q,))
    p.start()
    p.join()
    print("main done: %d items" % len([q.get() for _ in range(20)]), flush=True)
