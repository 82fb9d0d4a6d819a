"""A process is terminated inside get(): it takes the queue's own lock with it, and no one can get any more."""
from multiprocessing import Process, Queue
import os
import signal
import time


def consume(who, q):
    signal.alarm(30)
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    item = q.get()
    print("%s done: %s" % (who, item), flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    q = Queue()
    killed = Process(target=consume, name="killed", args=("killed", q))
    killed.start()
    time.sleep(0.7)
    killed.terminate()
    killed.join()
    waiter = Process(target=consume, name="waiter", args=("waiter", q))
    waiter.start()
    for n in (1, 2, 3):
        q.put("消息%d" % n)
    waiter.join()
