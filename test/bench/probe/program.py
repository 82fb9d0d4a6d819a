"""What the probe's cost is measured on: `program.py WORK` does its work once for each line that comes on stdin, and prints the
seconds that it took."""
import asyncio
import multiprocessing
import queue
import sys
import threading
import time

ITEMS = 100_000
PROCESSES = 1000


def burn(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def put_all(items):
    for item in range(ITEMS):
        items.put(item)


def nothing():
    pass


def cpu_pool():
    with multiprocessing.Pool(2) as pool:
        while True:
            yield pool.map(burn, [400_000] * 20, chunksize=1)


def through(items, worker=multiprocessing.Process):
    producer = worker(target=put_all, args=(items,))
    producer.start()
    for _ in range(ITEMS):
        items.get()
    producer.join()


async def between_tasks():
    items, lock = asyncio.Queue(100), asyncio.Lock()

    async def produce():
        for item in range(ITEMS):
            await items.put(item)

    producer = asyncio.ensure_future(produce())
    for _ in range(ITEMS):
        async with lock:
            await items.get()
    await producer


def short_processes():
    for _ in range(PROCESSES):
        process = multiprocessing.Process(target=nothing)
        process.start()
        process.join()


def again(work):
    while True:
        yield work()


WORK = {
    "cpu-pool": cpu_pool,
    "queue": lambda: again(lambda: through(multiprocessing.Queue())),
    "queue-100": lambda: again(lambda: through(multiprocessing.Queue(100))),
    "threads": lambda: again(lambda: through(queue.Queue(100), threading.Thread)),
    "asyncio": lambda: again(lambda: asyncio.run(between_tasks())),
    "processes": lambda: again(short_processes),
}

if __name__ == "__main__":
    work = WORK[sys.argv[1]]()
    while sys.stdin.readline():
        start = time.perf_counter()
        next(work)
        print(time.perf_counter() - start, flush=True)
