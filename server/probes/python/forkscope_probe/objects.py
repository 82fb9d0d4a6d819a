"""Handles: what the probe knows of a queue, lock, pool, pipe or process, and the page that all processes share.

A handle is stored in its object's `__dict__`, so a fork copies it with the object. Under spawn the object arrives
without it and is recognised by its key: the inode of its pipe or the name of its semaphore.
"""
import fcntl
import os
from itertools import count

from . import log

#: The attribute of the library's objects that holds the handle. It is never read through the object's `__dict__`: that
#: makes all attributes of the object slow (3.11, 3.12).
ATTRIBUTE = "_forkscope"
_set = object.__setattr__
#: Most operations of an object in a window (ns) that are reported one by one; above that only every k-th is, which is
#: about as many.
LIMIT = 100
SHOWN = 10
WINDOW = 100_000_000

_numbers, _uncounted = count(1), count(log.OBJECTS)
_epoch = 0
_ids = count(1)
#: Of each kind of object that only threads or tasks share, as many are reported for a process.
MOST = 2000
_made = {}

#: Entries of the shared page, in words: the key and its info, then the items written and the items received. Each is on
#: a cache line of its own, because different cores count them.
_ENTRIES = 8192
_ENTRY = 24
_INFO, WRITTEN, RECEIVED = 1, 8, 16
#: The last entry belongs to no object: objects without a place are counted there.
_NOWHERE = _ENTRIES * _ENTRY
_page = None
_path = ""


class Handle:
    """One object in this process. `word` is the index of its first counter in the log; 0 when no counter is left."""

    __slots__ = (
        "key", "kind", "epoch", "number", "word", "until", "mask", "seen", "place", "put", "fed", "lost", "told",
        "answer", "value", "extra", "since", "fast", "granted", "cell", "code", "lasti", "ident", "words", "page", "written_at",
        "received_at",
    )  # fmt: skip

    def __init__(self, kind, key, place=-1, extra=None):
        self.kind = kind
        self.key = key
        self.place = place
        self.extra = extra
        self.epoch = -1
        self.value = 0
        self.fast = self.granted = 0
        self.cell = 0

    def __reduce__(self):
        """It may be pickled for a process that is not watched, which must be able to unpickle it: as a plain tuple."""
        return tuple, ((self.kind, self.key, self.place, self.extra),)


def number(handle):
    """The handle's number in this process's own log. Processes get none of the counters, which are few."""
    global _numbers, _uncounted, _epoch
    if _epoch != log.epoch:
        _numbers, _uncounted = count(1), count(log.OBJECTS)
        _epoch = log.epoch
    counted = log.OBJECTS if handle.kind == "process" else next(_numbers)
    has_counters = counted < log.OBJECTS
    handle.number = counted if has_counters else next(_uncounted)
    handle.word = (log.COUNTERS_AT + counted * 64) >> 3 if has_counters else 0
    return handle.number


def renew(handle):
    """Writes the object to this process's own log: after a fork, and when it is first seen."""
    number(handle)
    handle.until = handle.since = handle.mask = handle.seen = handle.put = handle.fed = handle.lost = 0
    handle.fast = handle.granted = handle.cell = handle.value = 0
    handle.told = []
    handle.answer = {}
    log.tell(define=handle.kind, number=handle.number, key=handle.key)
    handle.words = log.words
    handle.page = _page
    if handle.place >= 0:
        handle.written_at, handle.received_at = handle.place + WRITTEN, handle.place + RECEIVED
    else:
        # One counter for both, so that no item ever seems to wait to be received.
        handle.written_at = handle.received_at = _NOWHERE
    handle.epoch = log.epoch


def measure(handle, at):
    """Measures the rate at which an object is used, at an operation that is reported one by one.

    Above LIMIT the next `handle.fast` operations are only counted; then it is to be measured again.
    """
    handle.seen = seen = handle.seen + 1 + handle.granted - handle.fast
    handle.fast = handle.granted = 0
    if at > handle.until:
        rate = seen * WINDOW // (at - handle.since)
        handle.mask = 0 if rate <= LIMIT else (1 << (rate // SHOWN).bit_length()) - 1
        handle.seen = 0
        handle.since = at
        handle.until = at + WINDOW
    elif seen > LIMIT and not handle.mask:
        handle.mask = 63
    if not handle.mask or not handle.word:
        hasty.discard(handle)
        return
    handle.fast = handle.granted = handle.mask
    hasty.add(handle)


#: Handles whose operations may be counted without a check; a fork ends that.
hasty = set()


def forked():
    """In the child of a fork: it must not count into the parent's log."""
    for handle in hasty:
        handle.fast = handle.granted = 0
    hasty.clear()


def is_reported(handle, at):
    """Whether an operation is reported one by one, or only counted: by the rate at which the object is used."""
    if handle.fast > 0 and handle.epoch == log.epoch:
        handle.fast -= 1
        return False
    measure(handle, at)
    return True


def of(thing):
    """The handle of an object, ready for this process; None when it is not watched."""
    try:
        handle = thing._forkscope
    except AttributeError:
        return None
    if handle.__class__ is tuple:
        handle = Handle(*handle)
        _set(thing, ATTRIBUTE, handle)
    if handle is not None and handle.epoch != log.epoch:
        renew(handle)
    return handle


def attach(thing, handle):
    _set(thing, ATTRIBUTE, handle)
    if handle.epoch != log.epoch:
        renew(handle)
    return handle


def leave(thing):
    """Marks an object that is not watched."""
    _set(thing, ATTRIBUTE, None)


def local_key(prefix):
    """A key for an object without a name for other processes: it is shared only by fork."""
    return "%s%s/%d" % (prefix, log.own_key(), next(_ids))


def admits(what):
    """Whether one more of what a server may make for each of its requests is to be reported: a lock, a queue, a task."""
    _made[what] = made = _made.get(what, 0) + 1
    if made == MOST + 1:
        text = "Only the first %d %s of process %d are shown" % (MOST, what, os.getpid())
        log.tell(type="run.noticed", code="PROBE_PARTIAL", text=text)
    return made <= MOST


def inode(descriptor):
    return os.fstat(descriptor).st_ino


def open_page(folder):
    """Maps the page that all processes of the run share."""
    global _page, _path
    _path = os.path.join(folder, "shared.page")
    _page = memoryview(log._map(_path, (_ENTRIES + 1) * _ENTRY * 8)).cast("Q")


def look_up(key):
    """The place of a key (not 0) in the shared page; -1 when it is not there."""
    for at in _places(key):
        if _page[at] in (0, key):
            return at if _page[at] else -1
    return -1


def _places(key):
    """The entries in which a key may be, in the order in which they are tried."""
    first = key * 0x9E3779B97F4A7C15 % (1 << 64) >> 51
    return (place % _ENTRIES * _ENTRY for place in range(first, first + 64))


def enter(key, info=0):
    """Adds a key to the shared page and returns its place; -1 when the page is full there."""
    fd = os.open(_path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.lockf(fd, fcntl.LOCK_EX)
        for at in _places(key):
            if _page[at] in (0, key):
                _page[at + WRITTEN] = _page[at + RECEIVED] = 0
                _page[at + _INFO] = info
                _page[at] = key
                return at
        return -1
    finally:
        os.close(fd)


def bump(page, at):
    """The next number of a counter in the shared page. The caller holds the lock that protects the counter."""
    page[at] = n = page[at] + 1
    return n


def info(place):
    return _page[place + _INFO]


def set_info(place, value):
    _page[place + _INFO] = value


def hashed(name):
    """A key of the shared page for a name."""
    from zlib import adler32, crc32

    data = name.encode()
    return crc32(data) << 32 | adler32(data) | 1
