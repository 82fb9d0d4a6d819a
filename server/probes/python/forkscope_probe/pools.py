"""multiprocessing.pool: what its process and its workers do. `tasks` has what executors do in the same way."""
from _weakref import ref
from sys import _getframe

from . import log, objects, sites, tasks
from .tasks import APPLY, APPLY_ASYNC, ERROR, JOIN, MAP, OK, READ, STARMAP, WAIT

failed = log.failed
worker_ready, wait_is_over = tasks.worker_ready, tasks.wait_is_over
run_begins, run_ends, run_fails = tasks.run_begins, tasks.run_ends, tasks.run_fails
#: By id of the queue from which workers get tasks: (a weak reference that removes the entry, the pool). It is one of
#: the two objects by which a pool's static functions tell which pool it is; the other is its cache of results.
_by_queue = {}
_VIAS = {"map": MAP, "map_async": MAP, "starmap": STARMAP, "starmap_async": STARMAP}

PATCHES = {
    "multiprocessing.pool": {
        "Pool.__init__": {"after": {"self._processes = processes": "PROBE.made(self, processes)"}},
        "Pool._repopulate_pool_static": {"after": {"w.start()": "PROBE.worker_added(inqueue, w)"}},
        "Pool._join_exited_workers": {"before": {"del pool[i]": "PROBE.worker_removed(worker)"}},
        "Pool.apply_async": {
            "after": {
                "result = ApplyResult(self, callback, error_callback)": (
                    "PROBE.submitted(self, result._job, 0, func, args, kwds)"
                )
            }
        },
        "Pool._map_async": {
            "after": {
                "result = MapResult(self, chunksize, len(iterable), callback, error_callback=error_callback)": (
                    "PROBE.map_submitted(self, result._job, func, iterable, chunksize)"
                )
            }
        },
        "Pool.imap": {"after": {"result = IMapIterator(self)": "PROBE.imap_begins(self, result, func, 3)"}},
        "Pool.imap_unordered": {
            "after": {"result = IMapUnorderedIterator(self)": "PROBE.imap_begins(self, result, func, 4)"}
        },
        "Pool._handle_tasks": {
            "before": {
                "put(task)": "PROBE.handing_out(cache, task)",
                "cache[job]._set(idx, (False, e))": "PROBE.not_handed_out(cache, job, idx, e)",
            }
        },
        "Pool._handle_results": {"before": {"cache[job]._set(i, obj)": "PROBE.finished(cache, job, i, obj)"}},
        "Pool.close": {"enter": "PROBE.closed(self)"},
        "Pool.terminate": {"enter": "PROBE.terminated(self)"},
        "Pool.join": {"enter": "OP = PROBE.join_begins(self)", "leave": "if OP is not None: PROBE.join_ends(self, OP)"},
        "ApplyResult.wait": {
            "enter": "OP = PROBE.wait_begins(self, timeout)",
            "leave": "if OP is not None: PROBE.wait_ends(self, OP)",
        },
        "ApplyResult.get": {
            "after": {"self.wait(timeout)": "PROBE.result_read(self)"},
        },
        "ApplyResult.successful": {"enter": "PROBE.result_read(self)"},
        "IMapIterator.next": {
            "before": {"self._cond.wait(timeout)": "OP = PROBE.next_begins(self, timeout)"},
            "after": {"success, value = item": "if not success: PROBE.error_read(self, value)"},
            "leave": "if OP is not None: PROBE.wait_is_over(OP)",
        },
        "worker": {
            "after": {
                "get = inqueue.get": "OP = [PROBE.worker_began(inqueue), None]",
                "result = (True, func(*args, **kwds))": "if OP[1] is not None: PROBE.run_ends(OP, result)",
            },
            "before": {
                "completed = 0": "PROBE.worker_ready(OP[0])",
                "result = (True, func(*args, **kwds))": "PROBE.run_begins(OP, job, i, func, args, kwds)",
                "if wrap_exception and func is not _helper_reraises_exception:\n"
                "    e = ExceptionWithTraceback(e, e.__traceback__)": "if OP[1] is not None: PROBE.run_fails(OP, e)",
            },
        },
    }
}


def made(pool, size):
    """Called in the pool's own process, before there are workers."""
    inqueue = pool._inqueue
    reader = getattr(inqueue, "_reader", None)
    ours = tasks.watch(pool, reader, "threadPool" if reader is None else "pool", size, pool._maxtasksperchild)
    pool._cache._forkscope = ours

    def forget(_, key=id(inqueue), known=_by_queue):
        known.pop(key, None)

    _by_queue[id(inqueue)] = (ref(inqueue, forget), ours)


def _of_queue(inqueue):
    known = _by_queue.get(id(inqueue))
    return _in_this_process(None if known is None else known[1])


def _of_cache(cache):
    return _in_this_process(getattr(cache, "_forkscope", None))


def _in_this_process(ours):
    return ours if ours is not None and ours.handle.epoch == log.epoch else None


def worker_added(inqueue, worker):
    ours = _of_queue(inqueue)
    if ours is not None:
        worker.__dict__["_forkscope_pool"] = ref(ours)
        tasks.add_worker(ours, worker)


def worker_removed(worker):
    known = worker.__dict__.get("_forkscope_pool")
    ours = None if known is None else _in_this_process(known())
    if ours is None:
        return
    code = worker.exitcode
    for slot, (reference, *_) in list(ours.workers.items()):
        if reference() is worker:
            tasks.remove_worker(ours, slot, "killed" if code and code < 0 else "recycled" if code == 0 else "exited")


def _via(depth, known):
    """Which of the pool's methods the program called."""
    frame = _getframe(depth)
    via = known.get(frame.f_code.co_name)
    back = frame.f_back
    if via is None and back is not None:
        via = known.get(back.f_code.co_name)
    return via


def submitted(pool, job, index, func, args, kwds):
    handle = objects.of(pool)
    if handle is not None:
        via = APPLY if _getframe(2).f_code.co_name == "apply" else APPLY_ASYNC
        tasks.submitted(handle, job, index, func, args, kwds, via)


def map_submitted(pool, job, func, iterable, chunksize):
    """Each chunk is a task."""
    handle = objects.of(pool)
    if handle is None or chunksize < 1:
        return
    via = _via(3, _VIAS)
    site = sites.site()
    is_list = type(iterable) in (list, tuple, range)
    count = (len(iterable) + chunksize - 1) // chunksize
    _remember(handle.extra.maps, job, count)
    for index in range(count):
        chunk = tuple(iterable[index * chunksize : (index + 1) * chunksize]) if is_list else ("…",)
        calls = min(chunksize, len(iterable) - index * chunksize)
        tasks.submitted(handle, job, index, func, chunk, None, MAP if via is None else via, site, calls)


def imap_begins(pool, result, func, via):
    """Its tasks are made one by one while they are handed out."""
    handle = objects.of(pool)
    if handle is not None:
        _remember(handle.extra.imaps, result._job, (via, sites.site()))


def _remember(jobs, job, what):
    jobs[job] = what
    if len(jobs) > 1000:
        jobs.pop(next(iter(jobs)))


def handing_out(cache, task):
    ours = _of_cache(cache)
    if ours is None:
        return
    known = ours.imaps.get(task[0])
    if known is not None:
        via, site = known
        tasks.submitted(ours.handle, task[0], task[1], task[2], task[3], None, via, site)


def finished(cache, job, index, result):
    """The pool's process has the result; the worker has reported it before, with its slot."""
    ours = _of_cache(cache)
    if ours is None or not tasks.settled(ours.handle, job, index, OK if result[0] else ERROR, result[1]) or result[0]:
        return
    waiting = cache.get(job)
    if getattr(waiting, "_error_callback", None) is not None:
        log.write(READ, ours.handle.number, job, index)
    elif hasattr(waiting, "_unsorted"):
        # An iterator hands its errors over one by one, in another order perhaps.
        waiting.__dict__.setdefault("_forkscope_errors", {})[id(result[1])] = index


def not_handed_out(cache, job, index, error):
    """The task cannot be pickled: no worker ever gets it, and nothing shows until the program asks for the result."""
    ours = _of_cache(cache)
    if ours is not None and (job, index) in ours.told:
        tasks.tell_error(ours.handle, job, index, error)
        finished(cache, job, index, (False, error))


def closed(pool):
    handle = objects.of(pool)
    if handle is not None and pool._state == "RUN":
        handle.extra.ended = "closed"
        log.tell(type="pool.closed", pool=handle.key, site=sites.site())


def terminated(pool):
    handle = objects.of(pool)
    if handle is not None and handle.extra.ended != "terminated":
        handle.extra.ended = "terminated"
        log.tell(type="pool.terminated", pool=handle.key, site=sites.site())


def join_begins(pool):
    handle = objects.of(pool)
    return None if handle is None else log.begin(JOIN, handle.number, sites.site())


def join_ends(pool, op):
    handle = objects.of(pool)
    if log.is_raised(BaseException):
        log.end(op, 2)
        return
    log.end(op)
    tasks.joined(handle.extra)


def wait_begins(result, timeout):
    """Waits for a result that is already there are not reported."""
    if result._event.is_set():
        return None
    pool = result._pool
    handle = objects.of(pool) if pool is not None else None
    if handle is None:
        return None
    index = 0 if hasattr(result, "_chunksize") and result._number_left > 1 else 1
    op = log.begin(WAIT, handle.number, sites.site(), timeout, 0, b"", result._job + 1, index)
    return (op, result._job + 1, index, handle)


def wait_ends(result, op):
    wait_is_over(op, 0 if result._event.is_set() else 1)


def result_read(result):
    """get() hands the result, or the error, to the program; successful() says which of the two it is."""
    if not result._event.is_set() or "_forkscope_read" in result.__dict__:
        return
    result.__dict__["_forkscope_read"] = True
    ours = _of_cache(result._cache)
    if ours is None:
        return
    for index in range(min(ours.maps.pop(result._job, 1), 1000)):
        log.write(READ, ours.handle.number, result._job, index, sites.site())


def error_read(iterator, error):
    """next() raises the error of a task."""
    index = iterator.__dict__.get("_forkscope_errors", {}).pop(id(error), None)
    ours = _of_cache(iterator._cache)
    if index is not None and ours is not None:
        log.write(READ, ours.handle.number, iterator._job, index, sites.site())


def next_begins(iterator, timeout):
    pool = iterator._pool
    handle = objects.of(pool) if pool is not None else None
    if handle is None:
        return None
    return (log.begin(WAIT, handle.number, sites.site(), timeout), 0, 0, handle)


def worker_began(inqueue):
    """In the worker, which may be a thread."""
    reader = getattr(inqueue, "_reader", None)
    if reader is not None:
        return tasks.worker_of(reader)
    ours = _of_queue(inqueue)
    return None if ours is None else (ours.handle, 1)
