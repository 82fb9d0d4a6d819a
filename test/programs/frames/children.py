"""Starts a multiprocessing child by the given start method, from its main thread or from another thread."""

import multiprocessing
import os
import sys
import threading

from telling import here


def child(pipe, others_end):
    # Makes this process end with its parent, even if the parent is killed.
    others_end.close()
    here(str(os.getpid())); pipe.poll(None)


def parent():
    near, far = multiprocessing.Pipe()
    process = multiprocessing.Process(target=child, args=(far, near))
    process.start()
    sys.stdin.buffer.raw.read(1)
    near.send("go on")
    process.join()


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    if sys.argv[2] == "main":
        parent()
    else:
        thread = threading.Thread(target=parent)
        thread.start()
        thread.join()
