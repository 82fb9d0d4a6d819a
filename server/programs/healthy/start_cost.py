"""Twenty processes, then twenty threads: what does it cost to start them?"""
from multiprocessing import Event, Process
import threading
import time


def start_all(kind, gate, name):
    many = [kind(target=gate.wait) for _ in range(20)]
    start = time.perf_counter()
    for one in many:
        one.start()
    seconds = time.perf_counter() - start
    time.sleep(0.5)
    gate.set()
    for one in many:
        one.join()
    print("启动%d个%s: %.1f毫秒" % (len(many), name, seconds * 1000))
    return seconds


if __name__ == "__main__":
    heavy = start_all(Process, Event(), "进程")
    light = start_all(threading.Thread, threading.Event(), "线程")
    print("进程是线程的%.0f倍" % (heavy / light))
