"""A flood of forks: up to 200 children, or as many as are allowed."""
import os
import signal
import time

signal.alarm(30)
print("main pid=%d" % os.getpid(), flush=True)
children = 0
while children < 200:
    try:
        pid = os.fork()
    except OSError as error:
        print("fork refused: %s" % error, flush=True)
        break
    if pid == 0:
        signal.alarm(30)
        signal.pause()
        os._exit(0)
    children += 1
print("children: %d" % children, flush=True)
time.sleep(28)
