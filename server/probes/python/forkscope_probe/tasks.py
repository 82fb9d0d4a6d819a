"""What every pool and executor reports: its workers, and its tasks as they are submitted, as a worker runs them, and as
they end.

A task is (job, index). The process of the pool and the worker report it only if the mask in the shared page allows it.
The process of the pool counts the tasks that it does not report, so the counts are exact in one place.
"""
import traceback
from _weakref import ref
from time import monotonic_ns as now

from . import log, objects, preview, processes, sites

SUBMITTED, RUN, FINISHED, WAIT, READ, JOIN = 50, 51, 52, 53, 54, 42
OK, ERROR, LOST, CANCELLED = 0, 1, 2, 3
APPLY, APPLY_ASYNC, MAP, IMAP, IMAP_UNORDERED, STARMAP, SUBMIT = range(7)


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


def pool_of_thread(thread):
    """The key of the pool that a thread of the library serves; None where that is not known."""
    given = getattr(thread, "_args", ())
    ours = next((found for found in (getattr(one, "_forkscope", None) for one in given) if type(found) is Pool), None)
    if ours is None:
        executor = getattr(thread, "executor_reference", None)
        handle = objects.of(executor()) if executor is not None else None
        ours = None if handle is None else handle.extra
    return None if ours is None else ours.handle.key


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


def submitted(handle, job, index, func, args, kwds, via, site=None, calls=None):
    if not is_told(handle, job, index):
        return
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


def joined(ours):
    """All workers have ended, and the program knows it."""
    for slot in list(ours.workers):
        remove_worker(ours, slot, ours.ended or "exited")
    log.tell(type="pool.joined", pool=ours.handle.key)


def wait_is_over(op, outcome=0):
    """As for any operation: reported when it is allowed, or when it took long."""
    begun, job, index, handle = op
    at = now()
    if objects.is_reported(handle, at) or at - begun[2] > log.SLOW:
        log.end(begun, outcome, job, index, None, at)
    else:
        log.drop(begun)


def worker_of(reader):
    """In a worker process: its pool, by what it reads its tasks from, as `run_begins` needs it; None for another one's."""
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
