"""Prints what is left when pools, executors and other objects have gone: descriptors, processes, threads, objects."""
import concurrent.futures
import gc
import multiprocessing
import os
import threading
import time
import weakref


def square(number):
    return number * number


def divide(number):
    return 1 // number


def left():
    gc.collect()
    descriptors = len(os.listdir("/proc/self/fd"))
    return descriptors - START, len(multiprocessing.process._dangling), len(threading._dangling)


class Thing:
    pass


def is_freed(make):
    """Whether a local variable is freed at its deletion if the same function has made an object of the library."""
    thing = Thing()
    known = weakref.ref(thing)
    made = make()
    del thing
    return known() is None, made is not None


def made_code_is_freed():
    """Whether code that was made at run time is freed after it has used the library."""
    names = {"Lock": multiprocessing.Lock}
    exec(compile("def use():\n    Lock().acquire()", "made.py", "exec"), names)
    names["use"]()
    known = weakref.ref(names.pop("use").__code__)
    gc.collect()
    return known() is None


if __name__ == "__main__":
    START = len(os.listdir("/proc/self/fd"))
    results = []
    for _ in range(8):
        with multiprocessing.Pool(2) as pool:
            results.append(pool.map_async(square, range(4)))
            results[-1].get()
    del pool
    print("pools that were left, results kept", left())
    for _ in range(3):
        pool = multiprocessing.Pool(2)
        results.append(list(pool.imap(square, range(4))))
        pool.close()
        pool.join()
    known = weakref.ref(pool)
    del pool
    gc.collect()
    print("an imap's pool is freed", known() is None, left())
    for _ in range(3):
        executor = concurrent.futures.ProcessPoolExecutor(2)
        future = executor.submit(square, 1)
        future.result()
        results.append(future)
        executor.shutdown()
    del executor
    print("executors, futures kept", left())
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        future = executor.submit(divide, 0)
    known = weakref.ref(future)
    try:
        future.result()
    except ZeroDivisionError as error:
        kept = error
    del future
    print("an error that is kept keeps its future", known() is not None, kept is not None)
    with multiprocessing.pool.ThreadPool(2) as pool:
        results.append(pool.apply_async(square, (1,)))
        results[-1].get()
    del pool
    for _ in range(1000):  # The threads end by themselves, and are freed a moment later.
        if left()[2] <= 2:
            break
        time.sleep(0.01)
    print("a pool of threads", left())
    makes = [
        multiprocessing.Queue,
        multiprocessing.SimpleQueue,
        multiprocessing.Lock,
        multiprocessing.Event,
        multiprocessing.Pipe,
        lambda: multiprocessing.Value("i"),
        threading.Event,
        threading.Condition,
        threading.Semaphore,
        lambda: threading.Barrier(2),
        lambda: multiprocessing.Process(target=print),
        lambda: threading.Thread(target=print),
    ]
    print([is_freed(make) for make in makes])
    print(made_code_is_freed())
