"""A dict that lives in a manager's process; the others hold proxies of it."""
from multiprocessing import Manager, Process
import os
import time


def sign(book, n):
    time.sleep(0.3)
    book[n] = os.getpid()


if __name__ == "__main__":
    with Manager() as manager:
        book = manager.dict()
        processes = [Process(target=sign, args=(book, n)) for n in range(4)]
        for p in processes:
            p.start()
        print("pids: %s" % [p.pid for p in processes])
        for p in processes:
            p.join()
        print("entries: %d" % len(book))
        print("each by its own process: %s" % ([book[n] for n in range(4)] == [p.pid for p in processes]))
