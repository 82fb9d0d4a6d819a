"""Four threads, each waiting at a different line until a byte arrives on standard input."""

import threading

from telling import go_on, here

wait = go_on()
door = threading.Event()


def first():
    here("first"); door.wait()


def second():
    here("second"); door.wait()


def third():
    deeper()


def deeper():
    here("third"); door.wait()


threads = [threading.Thread(target=one) for one in (first, second, third)]
for one in threads:
    one.start()
here("main"); wait(1)
door.set()
for one in threads:
    one.join()
