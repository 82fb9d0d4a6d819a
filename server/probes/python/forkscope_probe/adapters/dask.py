"""Dask: the workers of a scheduler are a pool; a task is called as Dask names it, by its key without the number in it.

What the scheduler has not yet sent to a worker is not shown.
"""
import os
import sys
from itertools import count

from .. import log, objects, preview, tasks
from . import library

failed = log.failed
ended = library.ended

PATCHES = {
    "distributed.scheduler": {
        "Scheduler.start_unsafe": {"returns": "PROBE.scheduler_began(self)"},
        "Scheduler.close": {"enter": "PROBE.ended(self, 'closed')", "leave": "PROBE.ended(self, 'joined')"},
    },
    "distributed.worker": {
        "Worker.start_unsafe": {"returns": "PROBE.worker_began(self)"},
        "apply_function": {
            "enter": "OP = PROBE.task_begins(function, args, kwargs, execution_state, key)",
            "returns": "if OP is not None: PROBE.task_ends(OP, RESULT)",
            "fail": "if OP is not None: PROBE.task_ends(OP, None)",
        },
    },
}
#: Keys of the pools whose scheduler is in this process. Its workers may be here too.
_made = set()


def scheduler_began(scheduler):
    key = "d:" + scheduler.address
    if key not in _made:
        _made.add(key)
        library.made(scheduler, key, "Dask", 1)


def worker_began(worker):
    """A local cluster numbers its workers. One that was started by hand has a name or an address: it gets no slot."""
    number = worker.name
    if type(number) is not int or number < 0 or objects.of(worker) is not None:
        return
    key = "d:" + worker.scheduler.address
    handle, _ = library.enrolled(worker, key, number + 1, is_process=key not in _made)
    handle.extra = tasks.Pool(handle)
    # Tasks are numbered by each worker for itself.
    handle.extra.jobs = count((os.getpid() << 30) + (number << 20))


def task_begins(function, args, kwargs, state, key):
    handle = objects.of(state["worker"]) if type(state) is dict and "worker" in state else None
    if handle is None:
        return None
    job = next(handle.extra.jobs)
    if not tasks.is_told(handle, job, 0):
        return handle, job, None
    name = str(sys.modules["dask.utils"].key_split(key))
    is_call = preview.name_of(function) == name
    text = library.text(name, preview.call(args, kwargs)) if is_call else library.text(name)
    log.write(tasks.SUBMITTED, handle.number, job, 0, 0, 0, tasks.SUBMIT, text, 1)
    return handle, job, log.begin(tasks.RUN, handle.number, 0, None, 0, text, job)


def task_ends(op, message):
    """`message`: what Dask sends to the scheduler about the task; None: the worker itself is being ended."""
    handle, job, begun = op
    is_ok = type(message) is dict and message.get("op") == "task-finished"
    if begun is None:
        log.words[handle.word + 1] += 1
        return
    handle.extra.told.pop((job, 0), None)
    if not is_ok and message is not None:
        tasks.tell_error(handle, job, 0, message.get("actual-exception"))
    log.end(begun, tasks.OK if is_ok else tasks.ERROR, job, 0, preview.shown(message["result"]) if is_ok else b"")
    if not is_ok:
        # Dask hands the error to the client.
        log.write(tasks.READ, handle.number, job, 0)
