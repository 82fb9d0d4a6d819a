"""One measurement: items per second of one producer and one consumer. Arguments: shape, maxsize, items, kind."""
import multiprocessing
import sys
import time


def put(queue, ready, count):
    ready.get()
    for item in range(count):
        queue.put(item)


def get(queue, ready, results, count):
    ready.put(1)
    queue.get()
    start = time.perf_counter()
    for _ in range(count - 1):
        queue.get()
    results.put((count - 1) / (time.perf_counter() - start))


if __name__ == "__main__":
    shape, maxsize, total, kind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    manager = multiprocessing.Manager() if kind == "manager" else None
    queue = (manager or multiprocessing).Queue(maxsize)
    ready, results = multiprocessing.Queue(), multiprocessing.Queue()
    consumer = multiprocessing.Process(target=get, args=(queue, ready, results, total), daemon=True)
    consumer.start()
    if shape == "parent to child":
        put(queue, ready, total)
    else:
        multiprocessing.Process(target=put, args=(queue, ready, total), daemon=True).start()
    print(results.get())
