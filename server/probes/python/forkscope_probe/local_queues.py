"""queue: queues inside one process, and what those of asyncio have in common with them.

An item is known by its number among all that were put. A queue of threads counts under its own mutex; one of asyncio is
used by one thread. `handle.put` and `handle.fed` are the items put and got that are reported; the others are in the
log's counters. A forked child has a copy of the queue, which is another queue.
"""
from collections import deque
from sys import exc_info
from time import monotonic_ns as now

from . import asyncio_tasks, log, objects, preview, queues, sites

failed = log.failed
join_ends = queues.join_ends
_PLAIN = (deque, list)
#: The attribute that has the items, by module.
_ITEMS = {"queue": "queue", "asyncio.queues": "_queue"}
#: Items of a queue in another order than the one they were put in, whose numbers are remembered.
_REMEMBERED = 2000

_WAITS = "if FAST:\n    FAST = False\n    OP = PROBE.%s"
_PUT_WAITS = _WAITS % "put_begins(self, HANDLE, item, block, timeout)"
_GET_WAITS = _WAITS % "get_begins(self, HANDLE, block, timeout)"
_PUT_COUNTED = "if FAST:\n    HANDLE.fast -= 1\n    HANDLE.words[HANDLE.word] += 1\n"
_GET_COUNTED = "if FAST:\n    HANDLE.fast -= 1\n    HANDLE.words[HANDLE.word + 1] += 1\n"
PUT_ENDS = {"self._put(item)": _PUT_COUNTED + "elif OP is not None: PROBE.put_ends(self, OP, item)"}
GET_ENDS = {"item = self._get()": _GET_COUNTED + "elif OP is not None: PROBE.get_ends(self, OP, item)"}
FAILS = "if OP is not None: PROBE.fails(OP)"
JOIN = {"enter": "OP = PROBE.join_begins(self)", "leave": "if OP is not None: PROBE.join_ends(OP)"}
SHUTDOWN = {"enter": "PROBE.shut_down(self)", "optional": True}

PATCHES = {
    "queue": {
        "Queue.__init__": {"end": "PROBE.made(self)"},
        "Queue.put": {
            "handled": True,
            "enter": "if HANDLE.fast > 0: FAST = True\nelse: OP = PROBE.put_begins(self, HANDLE, item, block, timeout)",
            "before": {"self.not_full.wait()": _PUT_WAITS, "self.not_full.wait(remaining)": _PUT_WAITS},
            "after": PUT_ENDS,
            "fail": FAILS,
        },
        "Queue.get": {
            "handled": True,
            "enter": "if HANDLE.fast > 0: FAST = True\nelse: OP = PROBE.get_begins(self, HANDLE, block, timeout)",
            "before": {"self.not_empty.wait()": _GET_WAITS, "self.not_empty.wait(remaining)": _GET_WAITS},
            "after": GET_ENDS,
            "fail": FAILS,
        },
        "Queue.task_done": {"after": {"self.unfinished_tasks = unfinished": "PROBE.task_done(self, unfinished)"}},
        "Queue.join": JOIN,
        "Queue.qsize": {"returns": "PROBE.checked(self, 2, RESULT)"},
        "Queue.empty": {"returns": "PROBE.checked(self, 1, RESULT)"},
        "Queue.full": {"returns": "PROBE.checked(self, 0, RESULT)"},
        "Queue.shutdown": SHUTDOWN,
    }
}


class Items:
    """What a handle remembers of its queue: the attribute that has the items, and their numbers by id.

    `numbers` is None where the oldest item is got first.
    """

    __slots__ = ("attribute", "numbers")

    def __init__(self, queue):
        kind = type(queue)
        base = next(one for one in kind.__mro__ if one.__name__ == "Queue" and one.__module__ in _ITEMS)
        self.attribute = _ITEMS[base.__module__]
        self.numbers = None if kind._get is base._get and kind._put is base._put else {}


def made(queue):
    """A queue of the program's, or of a package's; not one that the standard library made for itself."""
    if sites.made_by_library(queue) or not objects.admits("queues of threads and of asyncio"):
        objects.leave(queue)
    else:
        _watch(queue)


def _watch(queue, copied=None):
    handle = objects.attach(queue, objects.Handle("queue", objects.local_key("t:"), -1, Items(queue)))
    kind = type(queue)
    prefix = kind.__module__.partition(".")[0] + "." if kind.__module__ in _ITEMS else ""
    bound = queue.maxsize
    is_bounded = type(bound) is int and 0 < bound < queues.UNBOUNDED
    queues.tell_created(handle, (prefix + kind.__name__)[:200], bound if is_bounded else queues.UNBOUNDED, "local", copied)
    return handle


def own(queue):
    """The queue's handle, ready for this process: in a forked child, that of a queue of its own."""
    handle = getattr(queue, objects.ATTRIBUTE, None)
    return handle if handle is None or handle.epoch == log.epoch else inherited(queue)


def inherited(queue):
    handle = _watch(queue, queue._forkscope.key)
    _even_out(queue, handle)
    return handle


def _even_out(queue, handle):
    """Counts items that came or went past put and get: inherited ones, or by `clear()` of the deque inside."""
    items = getattr(queue, handle.extra.attribute, None)
    if type(items) not in _PLAIN:
        return
    came = len(items) - (_puts(handle) - _gets(handle))
    if came > 0:
        _count(handle, 0, came)
    elif came < 0:
        _count(handle, 1, -came)


def _puts(handle):
    return handle.put + (log.words[handle.word] if handle.word else 0)


def _gets(handle):
    return handle.fed + (log.words[handle.word + 1] if handle.word else 0)


def _count(handle, which, by):
    """Counts puts (0) or gets (1) that are not reported. Without counters left they are known only here."""
    if handle.word:
        log.words[handle.word + which] += by
    elif which == 0:
        handle.put += by
    else:
        handle.fed += by


def put_begins(queue, handle, item, block, timeout):
    if handle.epoch != log.epoch:
        handle = inherited(queue)
    told = objects.is_reported(handle, now())
    text = preview.shown(item) if told else b""
    tid = asyncio_tasks.running()
    return [handle, log.begin(queues.PUT, handle.number, sites.site(), timeout, 1 if block else 0, text, tid=tid), told]


def put_ends(queue, op, item):
    """The item is in the queue, which nobody else uses at this moment."""
    handle, operation, _ = op
    at = _ended(queue, op, 0)
    if not at:
        return
    number = _puts(handle)
    if handle.extra.numbers is not None:
        _remember(handle.extra.numbers, item, number)
    log.end(operation, queues.OK, 0, number, None, at)


def _ended(queue, op, which):
    """Counts the put (0) or get (1) that has just succeeded. Returns its time, ns, if it is to be reported; else 0."""
    handle, operation, told = op
    op[1] = None
    at = now()
    is_reported = operation is not None and (told or at - operation[2] > log.SLOW)
    if operation is not None and not is_reported:
        log.drop(operation)
    if not is_reported:
        _count(handle, which, 1)
    elif which == 0:
        handle.put += 1
    else:
        handle.fed += 1
    _even_out(queue, handle)
    return at if is_reported else 0


def get_begins(queue, handle, block, timeout):
    if handle.epoch != log.epoch:
        handle = inherited(queue)
    told = objects.is_reported(handle, now())
    tid = asyncio_tasks.running()
    return [handle, log.begin(queues.GET, handle.number, sites.site(), timeout, 1 if block else 0, tid=tid), told]


def get_ends(queue, op, item):
    """The item has left the queue, which nobody else uses at this moment."""
    handle, operation, _ = op
    numbers = handle.extra.numbers
    number = 0 if numbers is None else _recall(numbers, item)
    at = _ended(queue, op, 1)
    if at:
        log.end(operation, queues.OK, 0, number if numbers is not None else _gets(handle), preview.shown(item), at)


def _remember(numbers, item, number):
    if len(numbers) >= _REMEMBERED:
        numbers.clear()
    numbers.setdefault(id(item), []).append(number)


def _recall(numbers, item):
    """The number of an item; 0 where it is not known. Equal small values may be one object: the oldest is taken."""
    known = numbers.get(id(item))
    if not known:
        return 0
    number = known.pop(0)
    if not known:
        del numbers[id(item)]
    return number


#: Names of the exceptions by which a queue says that it is full or empty.
_REFUSALS = {"Full", "Empty", "QueueFull", "QueueEmpty"}


def fails(op):
    """An exception ends the operation, if it has not ended."""
    kind = exc_info()[0]
    if op[1] is not None:
        log.end(op[1], queues.REFUSED if kind is not None and kind.__name__ in _REFUSALS else queues.ERROR)
        op[1] = None


def task_done(queue, unfinished):
    handle = own(queue)
    if handle is not None and (unfinished == 0 or handle.fast <= 0):
        log.write(queues.TASK_DONE, handle.number, unfinished, 0, sites.site(), tid=asyncio_tasks.running())


def join_begins(queue):
    handle = own(queue)
    return None if handle is None else log.begin(queues.JOIN, handle.number, sites.site())


def checked(queue, question, answer):
    if own(queue) is not None:
        queues.checked(queue, question, answer)


def shut_down(queue):
    """From 3.13: no more items can be put."""
    if own(queue) is not None:
        queues.closed(queue)
