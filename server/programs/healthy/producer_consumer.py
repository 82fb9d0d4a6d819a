"""JoinableQueue: the producer goes on when every item is not only taken but done."""
from multiprocessing import JoinableQueue, Process, Value
import time


def consume(q, done):
    for item in iter(q.get, None):
        time.sleep(0.05)
        with done.get_lock():
            done.value += 1
        q.task_done()
    q.task_done()


if __name__ == "__main__":
    q = JoinableQueue(4)
    done = Value("i", 0)
    consumers = [Process(target=consume, name="consumer-%d" % n, args=(q, done)) for n in (1, 2)]
    for p in consumers:
        p.start()
    print("pids: %s" % [p.pid for p in consumers])
    for n in range(20):
        q.put(n)
    q.join()
    print("done after q.join(): %d" % done.value)
    for _ in consumers:
        q.put(None)
    for p in consumers:
        p.join()
