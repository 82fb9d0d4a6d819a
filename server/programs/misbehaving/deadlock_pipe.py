"""Deadlock over a pipe: both ends receive first, so nobody ever sends."""
from multiprocessing import Pipe, Process
import os
import signal


def talk(who, end):
    signal.alarm(30)
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    heard = end.recv()
    end.send("消息2")
    print("%s done: %s" % (who, heard), flush=True)


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
