"""Three stages, joined by queues; None is handed down the line when there is no more."""
from multiprocessing import Process, Queue
import time


def stage(work, source, sink):
    for item in iter(source.get, None):
        time.sleep(0.03)
        sink.put(work(item))
    sink.put(None)


def double(n):
    return n * 2


def add_one(n):
    return n + 1


if __name__ == "__main__":
    raw, doubled, finished = Queue(2), Queue(2), Queue()
    stages = [
        Process(target=stage, name="double", args=(double, raw, doubled)),
        Process(target=stage, name="add_one", args=(add_one, doubled, finished)),
    ]
    for p in stages:
        p.start()
    print("pids: %s" % [p.pid for p in stages])
    for n in range(20):
        raw.put(n)
    raw.put(None)
    results = list(iter(finished.get, None))
    for p in stages:
        p.join()
    print("results:", results)
