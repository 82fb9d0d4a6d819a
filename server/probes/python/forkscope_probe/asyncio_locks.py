"""asyncio: locks, semaphores, events, conditions and barriers, and the tasks that wait for them."""
from time import monotonic_ns as now

from . import asyncio_tasks, log, objects, sites, sync

failed = log.failed
acquire_ends = sync.acquire_ends

_WAIT = {
    "handled": True,
    "enter": "OP = PROBE.wait_begins(HANDLE)",
    "returns": "if OP is not None: PROBE.acquire_ends(OP, True)",
    "fail": "if OP is not None: PROBE.acquire_ends(OP, None)",
}


#: Above the rate, acquiring a free one is only counted, inline.
_COUNTED = (
    "if HANDLE.fast > 0 and %s:\n"
    "    HANDLE.fast -= 1\n"
    "    HANDLE.value = 0\n"
    "    HANDLE.words[HANDLE.word] += 1\n"
    "else: OP = PROBE.wait_begins(HANDLE)"
)


def _acquire(is_free):
    return {**_WAIT, "enter": _COUNTED % is_free}


_RELEASED = (
    "if HANDLE.value or HANDLE.fast <= 0: PROBE.released(HANDLE)\nelse: HANDLE.words[HANDLE.word + 1] += 1"
)

PATCHES = {
    "asyncio.locks": {
        "Lock.__init__": {"end": "PROBE.made(self, 'lock', 1)"},
        "Lock.acquire": _acquire("not self._locked"),
        "Lock.release": {"handled": True, "before": {"self._locked = False": _RELEASED}},
        "Semaphore.__init__": {"end": "PROBE.made(self, 'semaphore', value)"},
        "Semaphore.acquire": _acquire("self._value > 0"),
        "Semaphore.release": {"handled": True, "after": {"self._value += 1": "PROBE.moved(self, self._value)"}},
        "Event.__init__": {"end": "PROBE.made(self, 'event', 0)"},
        "Event.wait": _acquire("self._value"),
        "Event.set": {"handled": True, "enter": "PROBE.moved(self, 1)"},
        "Event.clear": {"handled": True, "enter": "PROBE.moved(self, 0)"},
        "Condition.__init__": {"end": "PROBE.made(self, 'condition', 0)"},
        "Condition.wait": {**_WAIT, "enter": "if self._lock.locked(): OP = PROBE.wait_begins(HANDLE)"},
        "Condition.notify": {"handled": True, "enter": "PROBE.moved(self, 0)"},
        "Barrier.__init__": {"end": "PROBE.made(self, 'barrier', parties)", "optional": True},
        "Barrier.wait": {**_WAIT, "optional": True},
    }
}


def made(thing, kind, value):
    """A lock of the program's, or of a package's; not one inside another lock or a queue."""
    if sites.made_by_library(thing) or not objects.admits("locks of asyncio"):
        objects.leave(thing)
        return
    handle = objects.attach(thing, objects.Handle("lock", objects.local_key("a:")))
    name = type(thing).__name__[:200]
    log.tell(type="lock.created", lock=handle.key, kind=kind, name=name, value=max(0, value), site=sites.site())


def wait_begins(handle):
    """Marks what may be a wait."""
    if handle.epoch != log.epoch:
        objects.renew(handle)
    told = objects.is_reported(handle, now())
    return handle, asyncio_tasks.begin(handle, sync.ACQUIRE), told


def moved(thing, value):
    sync.moved(thing, value, asyncio_tasks.running())


def released(handle):
    """Reported before the release, by the task that holds the lock, if its acquiring was."""
    if handle.epoch != log.epoch:
        objects.renew(handle)
    if handle.value or not handle.word:
        log.write(sync.RELEASE, handle.number, 1, 0, sites.site(), tid=asyncio_tasks.running())
        handle.value = 0
    else:
        log.words[handle.word + 1] += 1
