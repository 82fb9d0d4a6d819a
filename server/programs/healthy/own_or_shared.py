"""The same a += 1: every process has its own a, all threads of a process have one."""
from multiprocessing import Process
from threading import Thread
import os
import time

a = 0


def add(who):
    global a
    a += 1
    time.sleep(0.2)
    print("%s pid=%d a=%d" % (who, os.getpid(), a))


if __name__ == "__main__":
    for n in (1, 2, 3):
        p = Process(target=add, args=("进程%d" % n,))
        p.start()
        p.join()
    print("主进程 a=%d" % a, flush=True)
    for n in (1, 2, 3):
        t = Thread(target=add, args=("线程%d" % n,))
        t.start()
        t.join()
    print("主进程 a=%d" % a)
