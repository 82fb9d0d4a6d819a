"""Guests wait on a Condition until the dish is ready; one notify_all() wakes them all."""
from multiprocessing import Condition, Process, Value
import time


def eat(kitchen, dishes):
    with kitchen:
        kitchen.wait_for(lambda: dishes.value > 0)
        dishes.value -= 1


if __name__ == "__main__":
    kitchen, dishes = Condition(), Value("i", 0, lock=False)
    guests = [Process(target=eat, name="guest-%d" % n, args=(kitchen, dishes)) for n in (1, 2, 3)]
    for p in guests:
        p.start()
    print("pids: %s" % [p.pid for p in guests])
    time.sleep(0.6)
    with kitchen:
        dishes.value = 3
        kitchen.notify_all()
    for p in guests:
        p.join()
    print("dishes left: %d" % dishes.value)
