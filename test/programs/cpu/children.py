"""Starts children that use a CPU and end in different ways; prints their total CPU time as JSON."""

import json
import os
import resource
import subprocess
import sys
import threading
import time

BURN = "import time\nwhile time.process_time() < %s: pass"


def burn(seconds):
    while time.thread_time() < seconds:
        pass


def at_once(count, seconds):
    children = [subprocess.Popen([sys.executable, "-S", "-c", BURN % seconds]) for _ in range(count)]
    for child in children:
        child.wait()


KINDS = {
    # Each child ends right after its work.
    "few": lambda: at_once(4, 0.5),
    # Most children begin and end between two samples.
    "many short": lambda: [subprocess.run(["sh", "-c", ":"]) for _ in range(400)],
    # The children wait for the grandchildren.
    "deep": lambda: subprocess.run(
        ["sh", "-c", '"$0" -S -c "$1"; "$0" -S -c "$1"; exit 0', sys.executable, BURN % 0.8]
    ),
    "itself": lambda: burn(2),
    "threads": lambda: [thread.join() for thread in [start_thread() for _ in range(3)]],
}


def start_thread():
    thread = threading.Thread(target=burn, args=(0.7,))
    thread.start()
    return thread


if __name__ == "__main__":
    KINDS[sys.argv[1]]()
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(sum(usage.ru_utime + usage.ru_stime for usage in usages)), flush=True)
    os._exit(0)
