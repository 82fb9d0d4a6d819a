import inspect
import multiprocessing.pool
import multiprocessing.queues
import multiprocessing.synchronize
import pickle
import threading

for function in (multiprocessing.queues.Queue.put, multiprocessing.pool.worker, threading.Thread.join):
    print(inspect.getsource(function), inspect.signature(function), function.__doc__, function.__qualname__)
    print(pickle.loads(pickle.dumps(function)) is function, function.__code__.co_firstlineno)
print(sorted(vars(multiprocessing.queues.Queue)), sorted(vars(multiprocessing.queues)))
print(sorted(vars(multiprocessing.synchronize.SemLock)), multiprocessing.queues.Queue.__module__)
