"""multiprocessing.queues: the key of a queue is the inode of its pipe, that of an item its position among the writes.

The counts of written and received items are incremented under the queue's own locks, and before the write, so that
nobody can have an item whose number is not set yet.
"""
from _thread import get_ident, get_native_id
from sys import _getframe
from time import monotonic_ns as now

from . import log, objects, preview, sites

PUT, GET, WRITTEN, DROPPED, CHECKED, TASK_DONE, CLOSED, JOIN = 10, 11, 12, 13, 14, 15, 16, 43
OK, REFUSED, ERROR = 0, 1, 2
_IN_BUFFER = -1
UNBOUNDED = 2147483647
_feeders = {}
failed = log.failed
Handle = objects.Handle

#: Above the rate (FAST) a put that finds a place is only counted, inline: these puts are most of the cost.
_PUT = {
    "handled": True,
    "enter": (
        "if HANDLE.fast > 0: FAST = True\n"
        "else: OP = PROBE.put_begins(HANDLE, obj, block, timeout)"
    ),
    "unless": {
        "if not self._sem.acquire(block, timeout):\n    raise Full": (
            "FAST and self._sem.acquire(False)",
            "if FAST:\n    FAST = False\n    OP = PROBE.put_begins(HANDLE, obj, block, timeout)",
        )
    },
    "before": {
        "self._buffer.append(obj)": (
            "if FAST:\n    HANDLE.fast -= 1\n    HANDLE.words[HANDLE.word] += 1\nelse: PROBE.put_ends(OP)"
        )
    },
    "fail": "if not FAST: PROBE.put_fails(OP)",
}

#: Above the rate a get that finds its item there is only counted, inline. It marks no beginning, because it does not
#: wait. A get that finds the readers' lock held may have to wait, and marks one.
_GET = {
    "handled": True,
    "enter": (
        "if (\n"
        "    HANDLE.fast > 0 and block and timeout is None\n"
        "    and HANDLE.page[HANDLE.written_at] > HANDLE.page[HANDLE.received_at]\n"
        "    and not self._rlock._semlock._is_zero()\n"
        "): FAST = True\n"
        "else: OP = PROBE.get_begins(HANDLE, block, timeout)"
    ),
    "after": {
        "res = self._recv_bytes()": (
            "if FAST:\n"
            "    HANDLE.page[HANDLE.received_at] += 1\n"
            "    HANDLE.words[HANDLE.word + 1] += 1\n"
            "    HANDLE.fast -= 1\n"
            "elif OP is not None: OP = PROBE.got(OP)"
        )
    },
    "returns": "if not FAST and OP is not None: PROBE.get_ends(OP, RESULT)",
    "fail": "if not FAST and OP is not None: PROBE.get_fails(OP)",
}

PATCHES = {
    "multiprocessing.queues": {
        "Queue.__init__": {"end": "PROBE.made(self)"},
        "Queue.__setstate__": {"end": "PROBE.received(self)"},
        "Queue.put": _PUT,
        "JoinableQueue.put": _PUT,
        "Queue.get": _GET,
        "Queue.qsize": {"returns": "PROBE.checked(self, 2, RESULT)"},
        "Queue.empty": {"returns": "PROBE.checked(self, 1, RESULT)"},
        "Queue.full": {"returns": "PROBE.checked(self, 0, RESULT)"},
        "Queue.close": {"enter": "PROBE.closed(self)"},
        "Queue._start_thread": {"before": {"debug('doing self._thread.start()')": "PROBE.feeder_starts(self)"}},
        "Queue._feed": {
            "enter": "OP = PROBE.feeder_of(buffer)",
            "before": {
                "send_bytes(obj)": (
                    "if OP is not None:\n"
                    "    if OP.told: PROBE.written(OP)\n"
                    "    else:\n"
                    "        OP.page[OP.written_at] += 1\n"
                    "        OP.words[OP.word + 2] += 1"
                ),
                "queue_sem.release()": "if OP is not None: PROBE.dropped(OP)",
            },
        },
        "JoinableQueue.task_done": {
            "before": {
                "if self._unfinished_tasks._semlock._is_zero():\n    self._cond.notify_all()": "PROBE.task_done(self)"
            }
        },
        "JoinableQueue.join": {
            "enter": "OP = PROBE.join_begins(self)",
            "leave": "if OP is not None: PROBE.join_ends(OP)",
        },
        "SimpleQueue.__init__": {"end": "PROBE.made(self)"},
        "SimpleQueue.__setstate__": {"end": "PROBE.received(self)"},
        "SimpleQueue.put": {
            "handled": True,
            "enter": "OP = PROBE.put_begins(HANDLE, obj, True, None)",
            "before": {"self._writer.send_bytes(obj)": "if OP is not None: PROBE.put_writes(OP)"},
            "end": "if OP is not None: PROBE.put_wrote(OP)",
            "fail": "if OP is not None: PROBE.put_fails(OP)",
        },
        "SimpleQueue.get": {
            "handled": True,
            "enter": "OP = PROBE.get_begins(HANDLE, True, None)",
            "after": {"res = self._reader.recv_bytes()": "if OP is not None: OP = PROBE.got(OP)"},
            "returns": "if OP is not None: PROBE.get_ends(OP, RESULT)",
            "fail": "if OP is not None: PROBE.get_fails(OP)",
        },
        "SimpleQueue.empty": {"returns": "PROBE.checked(self, 1, RESULT)"},
        "SimpleQueue.close": {"enter": "PROBE.closed(self)", "optional": True},
    }
}


def made(queue):
    """A queue of the program's own; those inside a pool or an executor are not watched."""
    name = type(queue).__name__
    if hasattr(queue, objects.ATTRIBUTE):
        return
    if sites.made_by_library(queue):
        objects.leave(queue)
        return
    ino = objects.inode(queue._reader.fileno())
    kind = {"JoinableQueue": "joinable", "SimpleQueue": "simple"}.get(name)
    if kind is None:
        kind = "joinable" if hasattr(queue, "task_done") else "queue" if hasattr(queue, "_maxsize") else "simple"
    handle = objects.attach(queue, objects.Handle("queue", "q:%d" % ino, objects.enter(ino)))
    tell_created(handle, name[:200], getattr(queue, "_maxsize", UNBOUNDED), kind)


def tell_created(handle, name, maxsize, kind, copied=None):
    site = sites.site()
    log.tell(
        type="queue.created", queue=handle.key, name=name, maxsize=maxsize, kind=kind, copyOf=copied, site=site
    )


def received(queue):
    """The queue was unpickled in this process: it is watched here if it is watched where it was made."""
    ino = objects.inode(queue._reader.fileno())
    place = objects.look_up(ino)
    if place >= 0:
        objects.attach(queue, objects.Handle("queue", "q:%d" % ino, place))
    else:
        objects.leave(queue)


def put_begins(handle, obj, block, timeout):
    if handle.epoch != log.epoch:
        objects.renew(handle)
    told = objects.is_reported(handle, now())
    text = preview.shown(obj) if told else b""
    return [handle, log.begin(PUT, handle.number, sites.site(), timeout, 1 if block else 0, text), told, 0]


def put_ends(op):
    """The item is about to enter the buffer of the feeder thread; called with the queue's lock held.

    Items that are reported one by one are found again by the number of others that went in before them. `put` counts
    the reported items.
    """
    if op is None:
        return
    handle, begun, told, _ = op
    op[3] = _IN_BUFFER
    at = now()
    untold = _untold(handle, 0)
    if told or at - begun[2] > log.SLOW:
        handle.put += 1
        handle.told.append(untold)
        log.end(begun, OK, untold + handle.put, 0, None, at)
    else:
        log.words[handle.word] += 1
        log.drop(begun)


def _untold(handle, which):
    return handle.words[handle.word + which] if handle.word else 0


def put_writes(op):
    """A simple queue has no buffer: the item goes straight into the pipe, with the queue's lock held."""
    handle = op[0]
    op[3] = objects.bump(handle.page, handle.written_at) if handle.place >= 0 else 0


def put_wrote(op):
    handle, begun, told, written = op
    at = now()
    if told or at - begun[2] > log.SLOW:
        log.end(begun, OK, 0, written, None, at)
    else:
        log.words[handle.word] += 1
        log.drop(begun)


def put_fails(op):
    from queue import Full

    if op is not None and op[3] != _IN_BUFFER:
        log.end(op[1], REFUSED if log.is_raised(Full) else ERROR)


def get_begins(handle, block, timeout):
    if handle.fast > 0 and handle.cell:
        frame = _getframe(2)
        if frame.f_lasti == handle.lasti and frame.f_code is handle.code and get_ident() == handle.ident:
            words = handle.words
            cell = handle.cell
            if not words[cell + 31] and block and timeout is None:
                words[cell] = words[cell + 1] = words[cell + 31] = now()
                return handle
    elif handle.epoch != log.epoch:
        objects.renew(handle)
    op = log.begin(GET, handle.number, sites.site(), timeout, 1 if block else 0)
    return [handle, op, 0, _getframe(2)]


def got(op):
    """The bytes are here, and the readers' lock is held. A get that is only counted ends here."""
    if op.__class__ is Handle:
        words = op.words
        cell = op.cell
        if now() - words[cell] < log.SLOW:
            op.page[op.received_at] += 1
            words[cell + 31] = 0
            words[op.word + 1] += 1
            op.fast -= 1
            return None
        # It took long: reported like any other, from the mark that it left.
        begun = (log.epoch, cell << 3, words[cell], get_native_id(), GET, op.number, sites.site(), -1, 1, b"")
        op.cell = 0
        op = [op, begun, 0, None]
    handle = op[0]
    op[2] = objects.bump(handle.page, handle.received_at) if handle.place >= 0 else -1
    return op


def get_ends(op, value):
    handle, begun, received_as, frame = op
    at = now()
    if objects.is_reported(handle, at) or at - begun[2] > log.SLOW:
        is_kept = handle.fast > 0 and frame is not None and not handle.cell and handle.place >= 0 and begun[7] < 0
        if is_kept:
            handle.cell = log.keep(begun)
            handle.code, handle.lasti, handle.ident = frame.f_code, frame.f_lasti, get_ident()
        log.end(begun, OK, 0, max(0, received_as), preview.shown(value), at, is_kept and handle.cell)
    else:
        log.words[handle.word + 1] += 1
        log.drop(begun)


def get_fails(op):
    from queue import Empty

    if op.__class__ is Handle:
        log.words[op.cell + 31] = 0
    elif op[2]:
        log.end(op[1], OK, 0, max(0, op[2]), b"?")
    else:
        log.end(op[1], REFUSED if log.is_raised(Empty) else ERROR)


def checked(queue, question, answer):
    """Reports an answer when it is new; the same answer again only as often as any operation."""
    handle = objects.of(queue)
    if handle is None:
        return
    if handle.answer.get(question) != answer or objects.is_reported(handle, now()):
        handle.answer[question] = answer
        log.write(CHECKED, handle.number, int(answer), question, sites.site())


def closed(queue):
    handle = objects.of(queue)
    if handle is not None:
        log.write(CLOSED, handle.number, 0, 0, sites.site())


def feeder_starts(queue):
    handle = objects.of(queue)
    if handle is not None:
        handle.put = handle.fed = handle.lost = 0
        handle.told.clear()
        _feeders[id(queue._buffer)] = handle


def feeder_of(buffer):
    return _feeders.pop(id(buffer), None)


def written(handle):
    """The feeder thread is about to write an item; the writers' lock is held. `fed` counts items not in the counter."""
    handle.page[handle.written_at] += 1
    told = handle.told
    if told and told[0] <= _untold(handle, 2) + handle.lost:
        del told[0]
        handle.fed += 1
        w = handle.page[handle.written_at] if handle.place >= 0 else 0
        log.write(WRITTEN, handle.number, _untold(handle, 2) + handle.fed, w)
    else:
        handle.words[handle.word + 2] += 1


def dropped(handle):
    """An item that cannot be pickled was lost in the feeder thread."""
    told = handle.told
    if told and told[0] <= _untold(handle, 2) + handle.lost:
        del told[0]
    else:
        handle.lost += 1
    handle.fed += 1
    log.write(DROPPED, handle.number, _untold(handle, 2) + handle.fed)


def task_done(queue):
    handle = objects.of(queue)
    if handle is not None:
        log.write(TASK_DONE, handle.number, queue._unfinished_tasks._semlock._get_value(), 0, sites.site())


def join_begins(queue):
    handle = objects.of(queue)
    return None if handle is None else log.begin(JOIN, handle.number, sites.site())


def join_ends(op):
    log.end(op)
