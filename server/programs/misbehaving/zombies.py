"""Zombies (僵尸进程): the children have ended, the parent is busy and never asks for their exit codes."""
from multiprocessing import Process, set_start_method
import os
import time


def run_proc(code):
    print("child pid=%d" % os.getpid(), flush=True)
    time.sleep(0.3)
    os._exit(code)


if __name__ == "__main__":
    set_start_method("fork")
    print("main pid=%d" % os.getpid(), flush=True)
    children = [Process(target=run_proc, name="child", args=(code,)) for code in (0, 1, 2)]
    for p in children:
        p.start()
    for second in range(28):
        time.sleep(1)  # so much to do, no time for join()
