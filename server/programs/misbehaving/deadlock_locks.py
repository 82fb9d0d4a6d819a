"""Deadlock: each process holds one lock and waits for the other's, because they take them in opposite order."""
from multiprocessing import Lock, Process
import os
import signal
import time


def transfer(who, first, second):
    signal.alarm(30)  # ends it all after 30 s; the deadlock itself never would
    print("%s pid=%d" % (who, os.getpid()), flush=True)
    for _ in range(1000):
        with first:
            time.sleep(0.01)
            with second:
                time.sleep(0.01)
    print("%s done" % who, flush=True)


if __name__ == "__main__":
    signal.alarm(30)
    alice, bob = Lock(), Lock()
    to_bob = Process(target=transfer, name="to_bob", args=("to_bob", alice, bob))
    to_alice = Process(target=transfer, name="to_alice", args=("to_alice", bob, alice))
    to_bob.start()
    to_alice.start()
    to_bob.join()
    to_alice.join()
