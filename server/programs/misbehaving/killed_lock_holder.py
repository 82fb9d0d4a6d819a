"""A process is killed while it holds a lock: nobody gives the lock back, the others wait for ever."""
from multiprocessing import Event, Lock, Process
import os
import signal
import time


def work(who, lock, inside):
    signal.alarm(30)
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    with lock:
        inside.set()
        time.sleep(0.3)
    print("%s done" % who, flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    lock, inside = Lock(), Event()
    holder = Process(target=work, name="holder", args=("holder", lock, inside))
    holder.start()
    inside.wait()
    holder.kill()
    holder.join()
    waiters = [Process(target=work, name="waiter", args=("waiter", lock, inside)) for _ in range(2)]
    for p in waiters:
        p.start()
    for p in waiters:
        p.join()
