"""Five workers, but never more than two of them at the machine."""
from multiprocessing import Process, Semaphore, Value
import time


def work(machine, inside, most):
    time.sleep(0.4)
    with machine:
        with inside.get_lock():
            inside.value += 1
            most.value = max(most.value, inside.value)
        time.sleep(0.15)
        with inside.get_lock():
            inside.value -= 1
    time.sleep(0.4)


if __name__ == "__main__":
    machine = Semaphore(2)
    inside, most = Value("i", 0), Value("i", 0)
    workers = [Process(target=work, name="worker-%d" % n, args=(machine, inside, most)) for n in range(1, 6)]
    for p in workers:
        p.start()
    print("pids: %s" % [p.pid for p in workers])
    for p in workers:
        p.join()
    print("most at once: %d, inside at the end: %d" % (most.value, inside.value))
