"""Children started and forgotten: nobody waits for them, nobody learns that some of them failed."""
from multiprocessing import Process
import os
import sys
import time


def handle(request):
    time.sleep(0.1)
    sys.exit(request % 3)


if __name__ == "__main__":
    print("main pid=%d" % os.getpid(), flush=True)
    for request in range(70):
        Process(target=handle, args=(request,)).start()
        time.sleep(0.4)
