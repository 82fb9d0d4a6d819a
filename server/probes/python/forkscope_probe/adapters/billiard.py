"""billiard, which is multiprocessing as Celery needs it. Celery's tasks have the names that the program gave them.

A worker has a queue of its own under Celery, so it knows its pool and its slot from the object that it is made of.
"""
from _thread import get_ident

from .. import log, objects, sites, tasks
from . import library

failed = log.failed
ended = library.ended
MAP, IMAP, IMAP_UNORDERED = tasks.MAP, tasks.IMAP, tasks.IMAP_UNORDERED
_ITERATOR = "result = %s(self._cache, lost_worker_timeout=lost_worker_timeout)"
_RUN = "result = (True, prepare_result(fun(*args, **kwargs)))"

PATCHES = {
    "billiard.pool": {
        "Pool.__init__": {"after": {"self._processes = self.cpu_count() if processes is None else processes": "PROBE.made(self)"}},
        "Pool._create_worker_process": {"before": {"w.index = i": "PROBE.worker_made(self, w, i)"}},
        "Pool.apply_async": {"enter": "PROBE.handing_in(self, func, args, kwds)", "returns": "PROBE.handed_in()"},
        "ApplyResult.__init__": {"end": "PROBE.result_made(self)"},
        "ApplyResult._set": {"enter": "PROBE.finished(self, obj)"},
        "ApplyResult.get": {"after": {"self.wait(timeout)": "PROBE.result_read(self)"}},
        "Pool._map_async": {
            "after": {
                "result = MapResult(self._cache, chunksize, len(iterable), callback, error_callback=error_callback)": (
                    "PROBE.parted(self, result, PROBE.MAP)"
                )
            }
        },
        "Pool.imap": {"after": {_ITERATOR % "IMapIterator": "PROBE.parted(self, result, PROBE.IMAP)"}},
        "Pool.imap_unordered": {
            "after": {_ITERATOR % "IMapUnorderedIterator": "PROBE.parted(self, result, PROBE.IMAP_UNORDERED)"}
        },
        "TaskHandler.body": {"before": {"put(task)": "PROBE.handing_out(cache, task)"}},
        "MapResult._set": {"enter": "PROBE.part_finished(self, i, success_result)"},
        "IMapIterator._set": {"enter": "PROBE.part_finished(self, i, obj)"},
        "IMapUnorderedIterator._set": {"enter": "PROBE.part_finished(self, i, obj)"},
        "IMapIterator.next": {"after": {"success, value = item": "if not success: PROBE.error_read(self, value)"}},
        "Pool.close": {"enter": "PROBE.ended(self, 'closed')"},
        "Pool.terminate": {"enter": "PROBE.ended(self, 'terminated')"},
        "Pool.join": {"end": "PROBE.ended(self, 'joined')"},
        "Worker.workloop": {
            "enter": "OP = [PROBE.worker_began(self), None]",
            "before": {
                _RUN: "PROBE.run_begins(OP, job, i, fun, args, kwargs)",
                "result = (False, ExceptionInfo())": "PROBE.run_fails(OP)",
            },
            "after": {_RUN: "PROBE.run_ends(OP, result[1])"},
        },
    }
}
_TRACES = ("fast_trace_task", "_fast_trace_task", "trace_task_ret", "_trace_task_ret")
#: By thread: the pool to which it hands in a task, and the call.
_handing_in = {}



def made(pool):
    most = pool._maxtasksperchild
    name = type(pool).__name__
    library.made(pool, objects.local_key("b:"), name, pool._processes, maxTasksPerChild=most, site=sites.site())


def worker_made(pool, process, index):
    """In the pool's process, before it forks."""
    handle = objects.of(pool)
    if handle is not None:
        process._target.__dict__["_forkscope_place"] = (handle.key, index + 1, process.name[:200])


def handing_in(pool, func, args, kwds):
    handle = objects.of(pool)
    if handle is not None:
        _handing_in[get_ident()] = handle, func, args, kwds


def handed_in():
    _handing_in.pop(get_ident(), None)


def result_made(result):
    """The task has its number. It is not yet handed to a worker."""
    known = _handing_in.pop(get_ident(), None)
    if known is None:
        return
    handle, func, args, kwds = known
    result.__dict__["_forkscope"] = handle
    if tasks.is_told(handle, result._job, 0):
        text = _text(func, args, kwds)
        log.write(tasks.SUBMITTED, handle.number, result._job, 0, sites.site(), 0, tasks.APPLY_ASYNC, text, 1)


def _text(func, args, kwds):
    """The call as the text of a record; of a task of Celery, its name and its arguments as Celery shows them."""
    if _is_traced(func) and len(args) > 2 and type(args[0]) is str:
        request = args[2] if isinstance(args[2], dict) else {}
        shown = str(request.get("argsrepr") or "").strip("()").rstrip(",")
        return library.text(args[0], shown)
    return tasks.call_text(func, args, kwds)


def _is_traced(func):
    return getattr(func, "__name__", "") in _TRACES and getattr(func, "__module__", "") == "celery.app.trace"


def finished(result, outcome):
    """The pool's process has the result; the worker has reported it before."""
    handle = _handle(result)
    if handle is None or result._event.is_set():
        return
    is_ok, value = outcome
    if not is_ok and (result._job, 0) in handle.extra.told:
        tasks.tell_error(handle, result._job, 0, value.exception)
    tasks.settled(handle, result._job, 0, tasks.OK if is_ok else tasks.ERROR, value)
    if result._error_callback is not None and not is_ok:
        log.write(tasks.READ, handle.number, result._job, 0)


def parted(pool, result, via):
    """A map or an iterator was made: its parts become tasks one by one, while they are handed out."""
    handle = objects.of(pool)
    if handle is not None:
        result.__dict__["_forkscope"] = handle
        result.__dict__["_forkscope_parts"] = _Parts(via, sites.site())


class _Parts:
    """What is known of a map: how it was called, how many parts were handed out, and by id the errors not read."""

    def __init__(self, via, site):
        self.via, self.site = via, site
        self.count = 0
        self.errors = {}


def handing_out(cache, task):
    job, index, func, args = task[1][:4]
    result = cache.get(job)
    parts = None if result is None else result.__dict__.get("_forkscope_parts")
    handle = None if parts is None else _handle(result)
    if handle is not None:
        parts.count = index + 1
        tasks.submitted(handle, job, index, func, args, None, parts.via, parts.site)


def part_finished(result, index, outcome):
    """The pool's process has the result of a part; the worker has reported it before."""
    parts, handle = result.__dict__.get("_forkscope_parts"), _handle(result)
    if parts is None or handle is None:
        return
    is_ok, value = outcome
    job = result._job
    if not is_ok and (job, index) in handle.extra.told:
        tasks.tell_error(handle, job, index, value.exception)
        parts.errors[id(value)] = index
    tasks.settled(handle, job, index, tasks.OK if is_ok else tasks.ERROR, value)
    if not is_ok and getattr(result, "_error_callback", None) is not None:
        log.write(tasks.READ, handle.number, job, index)


def error_read(iterator, error):
    """next() raises the error of a part."""
    parts, handle = iterator.__dict__.get("_forkscope_parts"), _handle(iterator)
    index = None if parts is None else parts.errors.pop(id(error), None)
    if index is not None and handle is not None:
        log.write(tasks.READ, handle.number, iterator._job, index, sites.site())


def _handle(result):
    handle = result.__dict__.get("_forkscope")
    return handle if handle is not None and handle.epoch == log.epoch else None


def result_read(result):
    handle = _handle(result)
    if handle is not None and result._event.is_set() and "_forkscope_read" not in result.__dict__:
        result.__dict__["_forkscope_read"] = True
        parts = result.__dict__.get("_forkscope_parts")
        for index in range(1 if parts is None else min(parts.count, 1000)):
            log.write(tasks.READ, handle.number, result._job, index, sites.site())


def worker_began(worker):
    place = worker.__dict__.get("_forkscope_place")
    return None if place is None else library.enrolled(worker, *place)[0]


def run_begins(op, job, index, func, args, kwds):
    """`index`: which part of a map; None for a single task."""
    if op[0] is not None:
        handle = op[0]
        begun = log.begin(tasks.RUN, handle.number, 0, None, 0, _text(func, args, kwds), job, index or 0)
        op[1] = (begun, job, index or 0, handle, _is_traced(func))


def run_ends(op, value):
    if op[1] is None:
        return
    *run, is_traced = op[1]
    op[1] = run
    # Celery catches the error of a task, and hands it over as (1, what was raised, seconds).
    if is_traced and type(value) is tuple and len(value) == 3 and value[0]:
        _, job, _, handle = run
        tasks.run_fails(op, getattr(value[1], "exception", value[1]))
        # Celery has logged it.
        log.write(tasks.READ, handle.number, job, 0)
    else:
        shown = value[1] if is_traced and type(value) is tuple and len(value) == 3 else value
        tasks.run_ends(op, (True, shown))


def run_fails(op):
    from sys import exc_info

    if op[1] is not None:
        op[1] = op[1][:4]
        tasks.run_fails(op, exc_info()[1])
