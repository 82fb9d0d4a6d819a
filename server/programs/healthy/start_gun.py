"""An Event as a start gun: all wait for it, all go at once."""
from multiprocessing import Event, Process, Queue
import time


def run(gun, finish, lane):
    gun.wait()
    time.sleep(0.1 * lane)
    finish.put(lane)


if __name__ == "__main__":
    gun, finish = Event(), Queue()
    runners = [Process(target=run, name="lane-%d" % lane, args=(gun, finish, lane)) for lane in (1, 2, 3, 4)]
    for p in runners:
        p.start()
    print("pids: %s" % [p.pid for p in runners])
    time.sleep(0.7)
    print("bang")
    gun.set()
    arrived = [finish.get() for _ in runners]
    for p in runners:
        p.join()
    print("arrived: %d, winner: lane %d" % (len(arrived), arrived[0]))
