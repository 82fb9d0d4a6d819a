"""Myth: what lands in `except:` is a full queue. A bare except calls every failure by that name."""
from multiprocessing import Queue
from queue import Full

q = Queue(3)
q.close()

try:
    q.put_nowait("消息1")
except:
    print("消息队列已满？")

try:
    q.put_nowait("消息1")
except Full:
    print("消息队列已满")
except ValueError as error:
    print("不是满了，ValueError:", error)
