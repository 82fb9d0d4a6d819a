"""A child inherits its parent's handler for SIGTERM by the fork: terminate() does not end it, and join() never returns."""
from multiprocessing import Process, set_start_method
import os
import signal
import time


def note(signum, frame):
    print("noted pid=%d" % os.getpid(), flush=True)


def work():
    print("child pid=%d" % os.getpid(), flush=True)
    for _ in range(280):
        time.sleep(0.1)


if __name__ == "__main__":
    set_start_method("fork")
    signal.alarm(30)
    signal.signal(signal.SIGTERM, note)
    print("main pid=%d" % os.getpid(), flush=True)
    child = Process(target=work, name="child")
    child.start()
    time.sleep(0.5)
    child.terminate()
    child.join()
