"""Deadlock over two queues: each process wants to hear from the other before it says anything."""
from multiprocessing import Process, Queue
import os
import signal


def talk(who, inbox, outbox):
    signal.alarm(30)
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    heard = inbox.get()
    outbox.put("消息2")
    print("%s done: %s" % (who, heard), flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    a, b = Queue(), Queue()
    left = Process(target=talk, name="left", args=("left", a, b))
    right = Process(target=talk, name="right", args=("right", b, a))
    left.start()
    right.start()
    left.join()
    right.join()
