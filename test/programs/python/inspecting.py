import inspect
import multiprocessing.pool
import multiprocessing.queues
import multiprocessing.synchronize
import pickle
import threading

for function in (multiprocessing.queues.Queue.put, multiprocessing.pool.worker, threading.Thread.join):
    print(inspect.getsource(function), inspect.signature(function), function.__doc__, function.__qualname__)
    print(pickle.loads(pickle.dumps(function)) is function, function.__code__.co_firstlineno)


def names(thing):
    """Return all names but the one that the probe adds on purpose (server/probes/python/README.md says why)."""
    return sorted(set(vars(thing)) - {"_forkscope"})


print(names(multiprocessing.queues.Queue), sorted(vars(multiprocessing.queues)))
print(names(multiprocessing.synchronize.SemLock), multiprocessing.queues.Queue.__module__)
