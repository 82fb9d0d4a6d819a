"""Three hikers of different speed; at every hut they wait for each other."""
from multiprocessing import Barrier, Process, Queue
import time


def hike(hut, log, speed):
    for n in (1, 2, 3):
        time.sleep(0.1 * speed)
        hut.wait()
        log.put(n)


if __name__ == "__main__":
    hut, log = Barrier(3), Queue()
    hikers = [Process(target=hike, name="hiker-%d" % speed, args=(hut, log, speed)) for speed in (1, 2, 3)]
    for p in hikers:
        p.start()
    print("pids: %s" % [p.pid for p in hikers])
    visits = [log.get() for _ in range(9)]
    for p in hikers:
        p.join()
    print("huts: %s" % visits)
