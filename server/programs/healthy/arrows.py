"""One page of code: each thread of each process is an arrow that stands somewhere in it."""
from multiprocessing import Process
from threading import Thread, current_thread
import os
import time


def walk(rounds):
    for _ in range(rounds):
        time.sleep(0.2)
        count = 0
        while count < 200_000:
            count += 1
        time.sleep(0.1)
    print("pid=%d %s走完了" % (os.getpid(), current_thread().name))


def run_proc():
    threads = [Thread(target=walk, name="线程%d" % n, args=(2 + n,)) for n in (1, 2)]
    for t in threads:
        t.start()
    walk(2)
    for t in threads:
        t.join()


if __name__ == "__main__":
    processes = [Process(target=run_proc) for _ in range(2)]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    print("2个进程，每个进程3个箭头")
