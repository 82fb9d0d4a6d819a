"""'Check first, then read' is a race: both see the one message, only one gets it."""
from multiprocessing import Barrier, Process, Queue
from queue import Empty
import time


def take(name, q, both_have_looked):
    if not q.empty():
        print("%s: 队列不为空" % name)
        both_have_looked.wait()
        time.sleep(0.3)
        try:
            print("%s: 得到 %s" % (name, q.get_nowait()))
        except Empty:
            print("%s: 已经空了" % name)


if __name__ == "__main__":
    q = Queue(3)
    both_have_looked = Barrier(2)
    q.put("消息1")
    while q.empty():
        time.sleep(0.01)
    processes = [Process(target=take, args=("读%d" % n, q, both_have_looked)) for n in (1, 2)]
    for p in processes:
        p.start()
    print("pids: %s" % [p.pid for p in processes])
    for p in processes:
        p.join()
