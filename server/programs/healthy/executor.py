"""concurrent.futures: the pool of the newer kind. Its map() raises the first error by itself."""
from concurrent.futures import ProcessPoolExecutor
import os
import time


def square(n):
    time.sleep(0.2)
    return n * n, os.getpid()


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=3) as executor:
        answers = list(executor.map(square, range(9)))
        late = executor.submit(square, 9)
        print("squares:", [n for n, pid in answers] + [late.result()[0]])
    pids = {pid for n, pid in answers}
    print("workers: %d, pids: %s" % (len(pids), sorted(pids)))
