"""A get that nobody will ever answer: five items are awaited, three come."""
from multiprocessing import Process, Queue
import os
import signal


def produce(q):
    for n in (1, 2, 3):
        q.put("消息%d" % n)


def consume(q):
    signal.alarm(30)
    print("consumer pid=%d" % os.getpid(), flush=True)
    for _ in range(5):
        item = q.get()
        print("consumer got %s" % item, flush=True)
    print("consumer done", flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    q = Queue()
    producer = Process(target=produce, name="producer", args=(q,))
    consumer = Process(target=consume, name="consumer", args=(q,))
    producer.start()
    consumer.start()
    producer.join()
    consumer.join()
