"""耦合与解耦: a direct call makes the caller wait; with a queue between, it goes on."""
from multiprocessing import Process, Queue
import time


def consume(item):
    time.sleep(0.25)
    print("处理了%s" % item, flush=True)


def consume_all(q):
    for item in iter(q.get, None):
        consume(item)


def produce(give):
    start = time.time()
    for n in range(1, 6):
        time.sleep(0.02)
        give("消息%d" % n)
    return time.time() - start


if __name__ == "__main__":
    print("耦合: 直接调用，生产用了%.1f秒" % produce(consume), flush=True)

    q = Queue()
    p = Process(target=consume_all, args=(q,))
    p.start()
    print("消费者 pid=%d" % p.pid, flush=True)
    print("解耦: 中间有队列，生产用了%.1f秒" % produce(q.put), flush=True)
    q.put(None)
    p.join()
