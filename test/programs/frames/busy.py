"""Calls small functions as fast as it can, in two threads: for ever, or as often as its argument says (−1: for ever).

At its end it prints its CPU time in seconds.
"""

import sys
import threading
import time


def work(n):
    a = one(n)
    b = two(n)
    return a + b


def one(n):
    return n + 1


def two(n):
    total = 0
    for i in range(3):
        total += one(i)
    return total


def loop(calls):
    n = 0
    while n != calls:
        work(n)
        n += 1


CALLS = int(sys.argv[1])
print("begun", flush=True)
other = threading.Thread(target=loop, args=(CALLS,), daemon=True)
other.start()
loop(CALLS)
other.join()
print(time.process_time(), flush=True)
