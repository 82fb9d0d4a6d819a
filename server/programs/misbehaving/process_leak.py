"""A leak: every request gets a process of its own, and none of them ever ends."""
from multiprocessing import Process
import os
import time


def serve(request):
    time.sleep(28)


if __name__ == "__main__":
    print("main pid=%d" % os.getpid(), flush=True)
    for request in range(40):
        Process(target=serve, args=(request,)).start()
        time.sleep(0.1)
    time.sleep(20)
