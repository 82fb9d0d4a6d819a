"""A flood of output: as fast as it can, for half a minute."""
import os
import signal

signal.alarm(30)
print("main pid=%d" % os.getpid(), flush=True)
n = 0
while True:
    n += 1
    print("%d %s" % (n, "刷屏" * 30))
