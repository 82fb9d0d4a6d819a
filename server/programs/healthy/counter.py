"""A number that processes share: with its lock every += 1 counts."""
from multiprocessing import Process, Value
import time


def count(counter, times):
    time.sleep(0.3)
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


if __name__ == "__main__":
    counter = Value("i", 0)
    processes = [Process(target=count, args=(counter, 500)) for _ in range(4)]
    for p in processes:
        p.start()
    print("pids: %s" % [p.pid for p in processes])
    for p in processes:
        p.join()
    print("counter = %d" % counter.value)
