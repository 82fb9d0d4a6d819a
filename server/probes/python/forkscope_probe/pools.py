"""multiprocessing.pool: tasks as the pool's process hands them out, and as the worker runs them.

A task is (job, index). Both sides report it only if the mask in the shared page allows it. The pool's process counts
the tasks that it does not report, so the counts are exact in one place.
"""
import traceback
from _weakref import ref
from time import monotonic_ns as now

from . import log, objects, preview, processes, sites

SUBMITTED, RUN, FINISHED, WAIT, READ, JOIN = 50, 51, 52, 53, 54, 42
OK, ERROR, LOST, CANCELLED = 0, 1, 2, 3
APPLY, APPLY_ASYNC, MAP, IMAP, IMAP_UNORDERED, STARMAP, SUBMIT = range(7)
failed = log.failed
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


class Pool:
    """What this process knows of one of its pools. It keeps nothing of the program alive: results keep it alive."""

    def __init__(self, handle):
        self.handle = handle
        self.told = {}
        #: By job: how its tasks were submitted, and where.
        self.imaps = {}
        #: By job: of how many tasks a map consists, until its result is read.
        self.maps = {}
        #: By slot: (a weak reference to the worker, its key, its thread).
        self.workers = {}
        self.ended = None


def made(pool, size):
    """Called in the pool's own process, before there are workers."""
    inqueue = pool._inqueue
    reader = getattr(inqueue, "_reader", None)
    ours = watch(pool, reader, "threadPool" if reader is None else "pool", size, pool._maxtasksperchild)
    pool._cache._forkscope = ours

    def forget(_, key=id(inqueue), known=_by_queue):
        known.pop(key, None)

    _by_queue[id(inqueue)] = (ref(inqueue, forget), ours)


def watch(pool, reader, kind, size, most):
    """Reports a pool or an executor. Its processes get tasks from `reader`; None where its workers are threads."""
    if reader is None:
        key, place = objects.local_key("w:"), -1
    else:
        ino = objects.inode(reader.fileno())
        key, place = "w:%d" % ino, objects.enter(ino)
    handle = objects.attach(pool, objects.Handle("pool", key, place))
    handle.extra = Pool(handle)
    name = type(pool).__name__[:200]
    log.tell(type="pool.created", pool=key, name=name, size=size, kind=kind, maxTasksPerChild=most, site=sites.site())
    return handle.extra


def _of_queue(inqueue):
    known = _by_queue.get(id(inqueue))
    return _in_this_process(None if known is None else known[1])


def _of_cache(cache):
    return _in_this_process(getattr(cache, "_forkscope", None))


def _in_this_process(ours):
    return ours if ours is not None and ours.handle.epoch == log.epoch else None


def add_worker(ours, worker):
    """Gives the worker the lowest free slot."""
    slot = 1
    while slot in ours.workers:
        slot += 1
    key = processes.key_of(worker)
    thread = None if key else getattr(worker, "native_id", None)
    ours.workers[slot] = (ref(worker), key, thread)
    _tell_worker("pool.worker.added", ours, slot, key, thread, None)


def remove_worker(ours, slot, reason):
    _, key, thread = ours.workers.pop(slot)
    _tell_worker("pool.worker.removed", ours, slot, key, thread, reason)


def _tell_worker(what, ours, slot, key, thread, reason):
    place = {"pool": ours.handle.key, "slot": slot, "worker": key or log.own_key(), "thread": thread}
    log.tell(type=what, reason=reason, **place)
    if key is None and reason is None:
        log.tell(type="pool.worker.ready", **place)


def worker_added(inqueue, worker):
    ours = _of_queue(inqueue)
    if ours is not None:
        worker.__dict__["_forkscope_pool"] = ref(ours)
        add_worker(ours, worker)


def worker_removed(worker):
    known = worker.__dict__.get("_forkscope_pool")
    ours = None if known is None else _in_this_process(known())
    if ours is None:
        return
    code = worker.exitcode
    for slot, (reference, *_) in list(ours.workers.items()):
        if reference() is worker:
            remove_worker(ours, slot, "killed" if code and code < 0 else "recycled" if code == 0 else "exited")


def _via(depth, known):
    """Which of the pool's methods the program called."""
    from sys import _getframe

    frame = _getframe(depth)
    via = known.get(frame.f_code.co_name)
    back = frame.f_back
    if via is None and back is not None:
        via = known.get(back.f_code.co_name)
    return via


def submitted(pool, job, index, func, args, kwds, via=None, site=None, calls=None):
    handle = objects.of(pool)
    if handle is not None:
        _submitted(handle, job, index, func, args, kwds, via, site, calls)


def _submitted(handle, job, index, func, args, kwds, via=None, site=None, calls=None):
    if not is_told(handle, job, index):
        return
    if via is None:
        from sys import _getframe

        via = APPLY if _getframe(3).f_code.co_name == "apply" else APPLY_ASYNC
    text = call_text(func, args, kwds)
    if calls is None:
        calls = call_count(func, args)
    log.write(SUBMITTED, handle.number, job, index, sites.site() if site is None else site, 0, via, text, calls)


def is_told(handle, job, index):
    """Whether a task that is submitted is to be reported by itself; otherwise it is counted."""
    if not objects.is_reported(handle, now()):
        log.words[handle.word] += 1
        if handle.place >= 0:
            objects.set_info(handle.place, handle.mask or 1)
        return False
    if handle.place >= 0:
        objects.set_info(handle.place, 0)
    handle.extra.told[job, index] = True
    return True


def call_count(func, args):
    """How many calls a task bundles: more than one where it is a chunk of a map."""
    name = getattr(getattr(func, "func", func), "__name__", "")
    if name in ("mapstar", "starmapstar") and type(args) is tuple and args and type(args[0]) is tuple:
        return len(args[0][1]) if hasattr(args[0][1], "__len__") else 1
    if name == "_process_chunk" and type(args) is tuple and args and type(args[0]) in (tuple, list):
        return len(args[0])
    return 1


def call_text(func, args, kwds):
    """Function and arguments of a task, as the text of a record."""
    name = preview.name_of(func)
    if name in ("mapstar", "starmapstar") and type(args) is tuple and args and type(args[0]) is tuple:
        name, args = preview.name_of(args[0][0]), _items(args[0][1])
    elif name == "_process_chunk" and type(args) is tuple and args and type(args[0]) is tuple:
        inner = getattr(func, "args", None)
        args = _items(args[0])
        name = preview.name_of(inner[0]) if inner else name
    text = name[:60].encode("utf-8", "replace") + b"\0" + preview.call(args, kwds).encode("utf-8", "replace")[:120]
    return text.decode("utf-8", "ignore").encode()


def _items(chunk):
    """A chunk of a map: the single item, or all of them."""
    return chunk[0] if len(chunk) == 1 and type(chunk[0]) is tuple else chunk


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
        submitted(pool, job, index, func, chunk, None, MAP if via is None else via, site, calls)


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
        _submitted(ours.handle, task[0], task[1], task[2], task[3], None, via, site)


def finished(cache, job, index, result):
    """The pool's process has the result; the worker has reported it before, with its slot."""
    ours = _of_cache(cache)
    if ours is None or not settled(ours.handle, job, index, OK if result[0] else ERROR, result[1]) or result[0]:
        return
    waiting = cache.get(job)
    if getattr(waiting, "_error_callback", None) is not None:
        log.write(READ, ours.handle.number, job, index)
    elif hasattr(waiting, "_unsorted"):
        # An iterator hands its errors over one by one, in another order perhaps.
        waiting.__dict__.setdefault("_forkscope_errors", {})[id(result[1])] = index


def settled(handle, job, index, outcome, value):
    """Reports the end of a task if it is reported by itself, and returns True; otherwise counts it."""
    is_told = handle.extra.told.pop((job, index), False)
    if is_told:
        log.write(FINISHED, handle.number, job, index, 0, outcome, 0, preview.shown(value) if outcome == OK else b"")
    else:
        log.words[handle.word + 1] += 1
        if outcome == ERROR:
            log.words[handle.word + 2] += 1
    return is_told


def tell_error(handle, job, index, error, trace=None):
    log.tell(tell="failed", pool=handle.key, task="%d/%d" % (job, index), error=preview.error(error, trace))


def not_handed_out(cache, job, index, error):
    """The task cannot be pickled: no worker ever gets it, and nothing shows until the program asks for the result."""
    ours = _of_cache(cache)
    if ours is not None and (job, index) in ours.told:
        tell_error(ours.handle, job, index, error)
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
    joined(handle.extra)


def joined(ours):
    """All workers have ended, and the program knows it."""
    for slot in list(ours.workers):
        remove_worker(ours, slot, ours.ended or "exited")
    log.tell(type="pool.joined", pool=ours.handle.key)


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


def wait_is_over(op, outcome=0):
    """As for any operation: reported when it is allowed, or when it took long."""
    begun, job, index, handle = op
    at = now()
    if objects.is_reported(handle, at) or at - begun[2] > log.SLOW:
        log.end(begun, outcome, job, index, None, at)
    else:
        log.drop(begun)


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
    if reader is None:
        ours = _of_queue(inqueue)
        return None if ours is None else (ours.handle, 1)
    ino = objects.inode(reader.fileno())
    place = objects.look_up(ino)
    if place < 0:
        return None
    handle = objects.Handle("pool", "w:%d" % ino, place)
    objects.renew(handle)
    log.tell(tell="role", role="worker")
    return (handle, 0)


def worker_ready(worker):
    if worker is not None and worker[1] == 0:
        log.tell(type="pool.worker.ready", pool=worker[0].key, worker=log.own_key())


def run_begins(op, job, index, func, args, kwds):
    worker = op[0]
    if worker is None:
        return
    handle, thread = worker
    begun = log.begin(RUN, handle.number, 0, None, thread, call_text(func, args, kwds), job, index)
    op[1] = (begun, job, index, handle)


def run_ends(op, result):
    begun, job, index, handle = op[1]
    op[1] = None
    # First, and then the clock: a reader that sees it open for too long reports it, and then its end must be reported
    # too.
    log.drop(begun)
    at = now()
    if at - begun[2] > log.SLOW or handle.place < 0 or objects.info(handle.place) == 0:
        log.end(begun, OK, job, index, preview.shown(result[1]), at, True)


def run_fails(op, error):
    begun, job, index, handle = op[1]
    op[1] = None
    tell_error(handle, job, index, error, _trace(error))
    log.end(begun, ERROR, job, index, b"")


def _trace(error):
    """Where it was raised, without a call of the exception's own code; the pool's own frame is left out."""
    trace = error.__traceback__
    if trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    lines = traceback.format_list(traceback.extract_tb(trace))
    return "Traceback (most recent call last):\n" + "".join(lines)[-12000:]
