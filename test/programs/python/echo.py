"""Puts each input line into a queue, which a child empties, until "end". "tell FACT" logs a fact as the probe does."""

import json
import multiprocessing
import sys


def drain(inbox):
    while inbox.get() is not None:
        pass


if __name__ == "__main__":
    inbox = multiprocessing.Queue()
    child = multiprocessing.Process(target=drain, args=(inbox,))
    child.start()
    for line in sys.stdin:
        if line == "end\n":
            break
        if line.startswith("tell "):
            from forkscope_probe import log

            log.tell(**json.loads(line[5:]))
        else:
            inbox.put(line)
    inbox.put(None)
    child.join()
