"""A hot lock: four workers, but all work is done while holding the one lock, so they take turns."""
from multiprocessing import Lock, Process
import os
import time


def work(lock, seconds):
    print("worker pid=%d" % os.getpid(), flush=True)
    end = time.time() + seconds
    while time.time() < end:
        with lock:
            time.sleep(0.02)
        time.sleep(0.002)


if __name__ == "__main__":
    lock = Lock()
    workers = [Process(target=work, args=(lock, 28)) for _ in range(4)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
