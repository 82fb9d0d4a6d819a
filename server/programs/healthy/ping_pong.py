"""A pipe between two processes: a number goes back and forth until it is big enough."""
from multiprocessing import Pipe, Process
import time


def play(end):
    for n in iter(end.recv, None):  # None: the game is over
        time.sleep(0.05)
        end.send(n + 1)


if __name__ == "__main__":
    mine, yours = Pipe()
    p = Process(target=play, args=(yours,))
    p.start()
    yours.close()
    print("child pid=%d" % p.pid)
    n = 0
    while n < 20:
        mine.send(n)
        n = mine.recv()
    mine.send(None)
    p.join()
    print("n = %d" % n)
