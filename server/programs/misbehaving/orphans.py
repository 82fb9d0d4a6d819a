"""Orphans (孤儿进程): the foreman leaves by os._exit() and waits for nobody; the workers live on."""
from multiprocessing import Process, set_start_method
import os
import time


def work():
    print("worker pid=%d, parent %d" % (os.getpid(), os.getppid()), flush=True)
    time.sleep(28)


def lead():
    for _ in range(2):
        Process(target=work, name="worker").start()
    time.sleep(0.3)
    os._exit(0)


if __name__ == "__main__":
    set_start_method("fork")
    foreman = Process(target=lead, name="foreman")
    foreman.start()
    print("foreman pid=%d" % foreman.pid, flush=True)
    foreman.join()
    print("the foreman is gone, exitcode %d" % foreman.exitcode, flush=True)
    time.sleep(27)
