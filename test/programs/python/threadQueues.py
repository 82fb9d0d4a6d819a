"""What a program can see of queues between its threads, and of their copies in a forked child."""
import copy
import os
import queue
import sys
import threading


class Unique(queue.Queue):
    """A queue with a store of its own, which takes each item once."""

    def _init(self, maxsize):
        self.queue = set()

    def _put(self, item):
        self.queue.add(item)

    def _get(self):
        return self.queue.pop()


def work(jobs, done):
    for item in iter(jobs.get, None):
        done.put((-item, "done"))
        jobs.task_done()


jobs, done, last, once = queue.Queue(2), queue.PriorityQueue(), queue.LifoQueue(), Unique()
threads = [threading.Thread(target=work, args=(jobs, done)) for _ in range(2)]
for thread in threads:
    thread.start()
for item in range(20):
    jobs.put(item)
jobs.join()
for _ in threads:
    jobs.put(None)
for thread in threads:
    thread.join()
print([done.get()[0] for _ in range(20)], done.empty(), jobs.qsize(), jobs.full())
for item in (1, 2, 2, 3):
    last.put(item)
    once.put(item)
print([last.get() for _ in range(4)], once.qsize(), sorted(once.get() for _ in range(3)))
for call in (jobs.get_nowait, lambda: jobs.get(timeout=0.01), lambda: jobs.get(timeout=-1), lambda: (done.put(1), done.put("a"))):
    try:
        call()
    except Exception as error:
        print(type(error), error)
try:
    copy.deepcopy(jobs)
except TypeError as error:
    print(error)
jobs.put("kept")
jobs.queue.clear()
jobs.put("inherited")
sys.stdout.flush()
if os.fork() == 0:
    print("child", jobs.get(), jobs.unfinished_tasks, flush=True)
    os._exit(0)
os.wait()
print("parent", jobs.get(), jobs.unfinished_tasks)
try:
    while True:
        jobs.task_done()
except ValueError as error:
    print(error)
