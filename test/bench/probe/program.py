"""What the probe's cost is measured on: `program.py WORK TIMES` prints the seconds of each time, one a line."""
import multiprocessing
import sys
import time

ITEMS = 100_000
PROCESSES = 1000


def burn(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def put_all(queue):
    for item in range(ITEMS):
        queue.put(item)


def nothing():
    pass


def cpu_pool(times):
    with multiprocessing.Pool(2) as pool:
        for _ in range(times):
            yield pool.map(burn, [400_000] * 80, chunksize=1)


def through(queue):
    producer = multiprocessing.Process(target=put_all, args=(queue,))
    producer.start()
    for _ in range(ITEMS):
        queue.get()
    producer.join()


def short_processes():
    for _ in range(PROCESSES):
        process = multiprocessing.Process(target=nothing)
        process.start()
        process.join()


def again(times, work):
    for _ in range(times):
        yield work()


WORK = {
    "cpu-pool": cpu_pool,
    "queue": lambda times: again(times, lambda: through(multiprocessing.Queue())),
    "queue-100": lambda times: again(times, lambda: through(multiprocessing.Queue(100))),
    "processes": lambda times: again(times, short_processes),
}

if __name__ == "__main__":
    start = time.perf_counter()
    for _ in WORK[sys.argv[1]](int(sys.argv[2])):
        print(time.perf_counter() - start)
        start = time.perf_counter()
