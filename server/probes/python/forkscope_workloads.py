"""Functions for processes and pools of a lab to run. Each is self-contained: a saved lab includes those it uses."""
import os
import random
import sys
import threading
import time


def count(label="2", interval=1):
    """Prints its label for ever, as the two processes of the first example do."""
    while True:
        print("---%s---" % label)
        time.sleep(interval)


def sleep_for(seconds=1):
    """Waits without using the CPU."""
    time.sleep(seconds)


def burn(seconds=float("inf")):
    """Keeps a core busy without a pause; a signal ends it."""
    end = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < end:
        rounds += 1
    return rounds


def burn_in_thread(seconds=float("inf")):
    """Keeps a core busy in a second thread while the main thread waits."""

    def spin():
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    thread.join()


def allocate(megabytes=100, seconds=10):
    """Allocates this much memory, touches every page of it so that it is resident, and holds it for a while."""
    memory = bytearray(b"\1") * (megabytes * 1_000_000)
    time.sleep(seconds)
    return len(memory)


def produce(queue, n=float("inf"), interval=0.5):
    """Puts the numbers from 0 on into the queue."""
    item = 0
    while item < n:
        queue.put(item)
        item += 1
        time.sleep(interval)


def consume(queue, interval=1):
    """Takes items out of the queue for ever and prints them."""
    while True:
        print("got", queue.get())
        time.sleep(interval)


def crash(message="crashed on purpose"):
    """Raises an error."""
    raise RuntimeError(message)


def worker(msg):
    """The task of the pool's example: prints that it began, sleeps up to two seconds, prints how long it took."""
    start = time.time()
    print("%s started, pid %d" % (msg, os.getpid()))
    time.sleep(random.random() * 2)
    print("%s done, took %.2f s" % (msg, time.time() - start))


def unreliable(n=0):
    """Fails for every fourth number: 3, 7, 11 …"""
    time.sleep(0.2)
    if n % 4 == 3:
        raise ValueError("cannot work on %s" % n)
    return n


def square(n):
    """The number times itself."""
    return n * n


def progress(steps=20, interval=0.1):
    """Rewrites its line of output: the carriage return moves the cursor back to the line's start."""
    for step in range(steps + 1):
        done = step / steps if steps else 1
        print("\r[%s] %d %%" % (("#" * round(done * 20)).ljust(20, "."), round(done * 100)), end="", flush=True)
        time.sleep(interval if step < steps else 0)
    print()


def hold_lock(lock, seconds=2):
    """Acquires the lock, holds it for a while, releases it."""
    with lock:
        time.sleep(seconds)


def exit_with(code=3):
    """Ends its process with this exit code."""
    sys.exit(code)
