"""Deadlock over a full pipe: both ends send much first, and nobody receives."""
from multiprocessing import Pipe, Process
import os
import signal


def talk(who, end):
    signal.alarm(30)
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    end.send("x" * 5_000_000)
    heard = end.recv()
    print("%s done: %d" % (who, len(heard)), flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    here, there = Pipe()
    left = Process(target=talk, name="left", args=("left", here))
    right = Process(target=talk, name="right", args=("right", there))
    left.start()
    right.start()
    here.close()
    there.close()
    left.join()
    right.join()
