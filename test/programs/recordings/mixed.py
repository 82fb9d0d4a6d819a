"""A pool, a queue between two processes, a lock and a thread."""
import multiprocessing as mp
import threading
import time

ITEMS = 900
TASKS = 300


def square(n):
    time.sleep(0.01)
    return n * n


def produce(queue):
    for n in range(ITEMS):
        queue.put(f"item {n}")
        time.sleep(0.002)
    queue.put(None)


def consume(queue, lock):
    while queue.get() is not None:
        with lock:
            time.sleep(0.001)


def tick():
    for _ in range(6):
        time.sleep(0.05)


if __name__ == "__main__":
    lock = mp.Lock()
    queue = mp.Queue(3)
    thread = threading.Thread(target=tick, name="ticker")
    thread.start()
    pair = [
        mp.Process(target=produce, args=(queue,), name="producer"),
        mp.Process(target=consume, args=(queue, lock), name="consumer"),
    ]
    for process in pair:
        process.start()
    with mp.Pool(2) as pool:
        print(sum(pool.map(square, range(TASKS), chunksize=1)))
        print(pool.apply_async(square, (7,)).get())
    for process in pair:
        process.join()
    thread.join()
