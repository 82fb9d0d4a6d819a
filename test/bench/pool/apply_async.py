"""One measurement of Python's Pool.apply_async; prints JSON. Arguments: workers, seconds, tasks at a time."""
import json
import sys
import time
from multiprocessing import Pool


def echo(value):
    return value


def rate(pool, value, seconds, window):
    start = time.perf_counter()
    tasks = 0
    while time.perf_counter() - start < seconds:
        for result in [pool.apply_async(echo, (value,)) for _ in range(window)]:
            result.get()
        tasks += window
    return tasks / (time.perf_counter() - start)


def median_micros(pool, seconds):
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        before = time.perf_counter()
        pool.apply_async(echo, (1,)).get()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2] * 1e6


if __name__ == "__main__":
    workers, seconds, window = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    with Pool(workers) as pool:
        rate(pool, 1, 0.2, window)
        print(json.dumps({
            "trivial": rate(pool, 1, seconds, window),
            "kilobyte": rate(pool, "x" * 1024, seconds, window),
            "single": median_micros(pool, seconds / 2),
        }))
