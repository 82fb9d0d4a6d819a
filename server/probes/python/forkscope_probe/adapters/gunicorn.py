"""gunicorn: its workers are a pool that works until it is stopped; of sync workers and of those with threads, each
request is a task."""
import os
from itertools import count

from .. import log, objects, tasks
from . import library

failed = log.failed
ended = library.ended

_REQUEST = {
    "enter": "OP = PROBE.request_begins(self, req)",
    "leave": "if OP is not None: PROBE.request_ends(OP)",
}
PATCHES = {
    "gunicorn.arbiter": {
        "Arbiter.spawn_worker": {
            "before": {"pid = os.fork()": "PROBE.forking(self, worker)"},
            "after": {"worker.pid = os.getpid()": "PROBE.worker_began(worker)"},
        },
        "Arbiter.stop": {"enter": "PROBE.ended(self, 'closed')"},
    },
    "gunicorn.workers.sync": {"SyncWorker.handle_request": _REQUEST},
    "gunicorn.workers.gthread": {"ThreadWorker.handle_request": _REQUEST},
}


def forking(arbiter, worker):
    """In the arbiter: the worker gets the lowest free slot, and takes it along."""
    if objects.of(arbiter) is None:
        library.made(arbiter, objects.local_key("g:"), "gunicorn", arbiter.num_workers)
    taken = {known.__dict__.get("_forkscope_place", (0, 0))[1] for known in arbiter.WORKERS.values()}
    slot = next(slot for slot in count(1) if slot not in taken)
    worker.__dict__["_forkscope_place"] = (objects.of(arbiter).key, slot)


def worker_began(worker):
    place = worker.__dict__.get("_forkscope_place")
    if place is not None:
        handle, _ = library.enrolled(worker, *place)
        handle.extra = tasks.Pool(handle)
        # Requests are numbered by each worker for itself.
        handle.extra.jobs = count(os.getpid() << 30)


def request_begins(worker, request):
    handle = objects.of(worker)
    if handle is None:
        return None
    job = next(handle.extra.jobs)
    if not tasks.is_told(handle, job, 0):
        return handle, job, None
    text = library.text("%s %s" % (request.method, request.path))
    log.write(tasks.SUBMITTED, handle.number, job, 0, 0, 0, tasks.SUBMIT, text, 1)
    return handle, job, log.begin(tasks.RUN, handle.number, 0, None, 0, text, job)


def request_ends(op):
    handle, job, begun = op
    if begun is None:
        log.words[handle.word + 1] += 1
        return
    handle.extra.told.pop((job, 0), None)
    log.end(begun, tasks.OK, job, 0, b"")
