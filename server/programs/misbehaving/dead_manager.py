"""The manager of a shared dict is killed; the workers catch every error, and try again for ever."""
from multiprocessing import Process
from multiprocessing.managers import SyncManager
import os
import signal
import time


def work(n, shared):
    signal.alarm(30)
    print("worker pid=%d" % os.getpid(), flush=True)
    while True:
        try:
            shared[n] = time.time()
        except Exception:
            pass
        time.sleep(0.2)


if __name__ == "__main__":
    signal.alarm(30)
    manager = SyncManager(("localhost", 0))
    manager.start()
    shared = manager.dict()
    workers = [Process(target=work, args=(n, shared)) for n in range(2)]
    for p in workers:
        p.start()
    time.sleep(0.5)
    pid = manager._process.pid
    print("manager pid=%d" % pid, flush=True)
    os.kill(pid, signal.SIGKILL)
    for p in workers:
        p.join()
