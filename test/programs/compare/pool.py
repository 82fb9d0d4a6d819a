"""A pool of so many workers computes; says in JSON what it came to, by its own clock and the kernel's accounts."""

import json
import multiprocessing
import os
import sys
import time

TASKS = 12


def work(n):
    return sum(i * i for i in range(n))


if __name__ == "__main__":
    begun = time.monotonic()
    with multiprocessing.get_context("fork").Pool(int(sys.argv[1])) as pool:
        results = [pool.apply_async(work, (2_500_000,)) for _ in range(TASKS)]
        done = len([result.get() for result in results])
        pool.close()
        pool.join()
    wall = time.monotonic() - begun
    print(json.dumps({"wall": wall, "cpu": sum(os.times()[:4]), "tasks": done}))
