"""Myth: after put() the queue is not empty. A feeder thread does the writing, and it may be late."""
from multiprocessing import Queue

TRIES = 200

q = Queue()
late = 0
for i in range(TRIES):
    q.put(i)
    if q.empty():
        late += 1
    q.get()
print("put之后马上问empty: %d次中有%d次回答True" % (TRIES, late))
