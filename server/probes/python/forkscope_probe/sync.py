"""Locks, semaphores, conditions, events and barriers that the program made; not those inside queues and pools.

Acquiring a free lock is only counted. Calls that have to wait are reported one by one, and of the others as many as
the rate allows.
"""
from time import monotonic_ns as now

from . import log, objects, sites

ACQUIRE, RELEASE = 20, 21
failed = log.failed

_WAIT = {
    "handled": True,
    "enter": "OP = PROBE.wait_begins(self, timeout)",
    "returns": "if OP is not None: PROBE.acquire_ends(OP, RESULT)",
    "fail": "if OP is not None: PROBE.acquire_ends(OP, None)",
}
#: What threading's conditions and events have in common with those of multiprocessing.
WAITING = {
    "Condition.__init__": {"end": "PROBE.made(self, 'condition', 0)"},
    "Condition.wait": _WAIT,
    "Condition.notify": {"handled": True, "enter": "PROBE.moved(self, 0)"},
    "Event.__init__": {"end": "PROBE.made(self, 'event', 0)"},
    "Event.wait": _WAIT,
    "Event.set": {"handled": True, "enter": "PROBE.moved(self, 1)"},
    "Event.clear": {"handled": True, "enter": "PROBE.moved(self, 0)"},
}

PATCHES = {
    "multiprocessing.synchronize": {
        **WAITING,
        "SemLock._make_methods": {"end": "PROBE.made_lock(self)"},
        "SemLock.__enter__": {
            "handled": True,
            "enter": "OP = PROBE.enter_begins(self)\nif OP is True: return True",
            "returns": "if OP is not None: PROBE.acquire_ends(OP, True)",
            "fail": "if OP is not None: PROBE.acquire_ends(OP, None)",
        },
        "SemLock.__exit__": {"handled": True, "enter": "PROBE.release_begins(self)"},
        "Condition.__setstate__": {"end": "PROBE.received(self, PROBE.name_of(self))"},
        "Barrier.__setstate__": {"end": "PROBE.barrier_set(self, state)"},
    }
}


def name_of(thing):
    """A semaphore's name, which is the same in every process; None for a nameless one, which is shared only by fork."""
    for path in (("_semlock",), ("_flag", "_semlock"), ("_wait_semaphore", "_semlock"), ("_cond", "_wait_semaphore", "_semlock")):
        found = thing
        for part in path:
            found = getattr(found, "__dict__", {}).get(part)
        if found is not None:
            return getattr(found, "name", None)
    return None


def made(thing, kind, value):
    """Reports a synchronization object that the program itself made."""
    if getattr(thing, objects.ATTRIBUTE, None) is not None:
        return
    if sites.made_by_library(thing) or (name_of(thing) is None and not objects.admits("locks of threads")):
        objects.leave(thing)
        return
    _watch(thing, kind, value, type(thing).__name__)


def _watch(thing, kind, value, shown, prefix=""):
    """The prefix tells a barrier from the condition in it."""
    name = name_of(thing)
    if name:
        key = "l:" + prefix + name
        objects.enter(objects.hashed(prefix + name), 1)
    else:
        key = objects.local_key("l:")
    objects.attach(thing, objects.Handle("lock", key))
    log.tell(type="lock.created", lock=key, kind=kind, name=shown[:200], value=max(0, value), site=sites.site())


_KINDS = {"Lock": "lock", "RLock": "rlock", "Semaphore": "semaphore", "BoundedSemaphore": "semaphore"}


def made_lock(lock):
    """Called where a semaphore's methods are set: when it is made, and when it arrives in another process."""
    from sys import _getframe

    origin = _getframe(2).f_code.co_name
    if origin == "__setstate__":
        if not received(lock, lock._semlock.name):
            return
    else:
        kind = next((_KINDS[base.__name__] for base in type(lock).__mro__ if base.__name__ in _KINDS), "semaphore")
        is_value = sites.maker().endswith("multiprocessing/sharedctypes.py")
        if not is_value and sites.made_by_library(lock):
            objects.leave(lock)
            return
        _watch(lock, kind, lock._semlock._get_value(), "Value" if is_value else type(lock).__name__)
    _replace_methods(lock)


def _replace_methods(lock):
    """acquire and release are methods of the C object: replaces them by ours, only for locks that are watched."""
    acquire_semlock, release_semlock = lock.acquire, lock.release

    def acquire(block=True, timeout=None):
        try:
            op = enter_begins(lock, block, timeout)
        except Exception as error:
            failed(error)
            op = None
        if op is True:
            return True
        done = None
        try:
            done = acquire_semlock(block, timeout)
        finally:
            if op is not None:
                acquire_ends(op, done)
        return done

    def release():
        try:
            release_begins(lock)
        except Exception as error:
            failed(error)
        return release_semlock()

    lock.acquire = acquire
    lock.release = release


def enter_begins(lock, block=True, timeout=None):
    """Acquires the lock if that is only counted and it is free: then True. Marks a call that may have to wait."""
    handle = lock._forkscope
    semlock = lock._semlock
    if semlock.kind == 0 and semlock._is_mine():
        return None
    if handle.fast > 0:
        if semlock.acquire(False):
            handle.fast -= 1
            handle.value = 0
            log.words[handle.word] += 1
            return True
        told = False
    else:
        if handle.epoch != log.epoch:
            objects.renew(handle)
        objects.measure(handle, now())
        told = True
    return (handle, log.begin(ACQUIRE, handle.number, sites.site(), timeout, 1 if block else 0), told)


def acquire_ends(op, done):
    handle, begun, told = op
    if handle.epoch != log.epoch:
        return
    outcome = 0 if done else 2 if done is None else 1
    if begun is None:
        if outcome == 0:
            handle.value = 0
            if handle.word:
                log.words[handle.word] += 1
        return
    at = now()
    if told or at - begun[2] > log.SLOW or outcome:
        log.end(begun, outcome, 0, 0, None, at)
        if outcome == 0:
            handle.value = 1
    else:
        words = log.words
        words[handle.word] += 1
        words[handle.word + 2] += at - begun[2]
        handle.value = 0
        log.drop(begun)


def release_begins(lock):
    """Reported before the release: otherwise the report of the next holder could come first."""
    handle = objects.of(lock)
    semlock = lock._semlock
    if semlock.kind == 0 and (semlock._count() > 1 or not semlock._is_mine()):
        return
    if handle.value or not handle.word:
        log.write(RELEASE, handle.number, lock._semlock._get_value() + 1, 0, sites.site())
        handle.value = 0
    else:
        log.words[handle.word + 1] += 1


def acquire_begins(semaphore, blocking=True, timeout=None):
    """A call of acquire on a threading semaphore."""
    handle = objects.of(semaphore)
    if handle is None:
        return None
    told = objects.is_reported(handle, now())
    if not told and semaphore._value > 0:
        return (handle, None, False)
    return (handle, log.begin(ACQUIRE, handle.number, sites.site(), timeout, 1 if blocking else 0), told)


def wait_begins(thing, timeout):
    """Waits for an event, a condition or a barrier."""
    handle = objects.of(thing)
    if handle is None:
        return None
    told = objects.is_reported(handle, now())
    return (handle, log.begin(ACQUIRE, handle.number, sites.site(), timeout, 1), told)


def moved(thing, value, tid=None):
    """An event was set or cleared, a condition notified, a semaphore written in Python released."""
    handle = objects.of(thing)
    if handle is not None:
        if objects.is_reported(handle, now()) or handle.answer.get(0) != value:
            handle.answer[0] = value
            log.write(RELEASE, handle.number, max(0, value), 0, sites.site(), tid=tid)
        else:
            log.words[handle.word + 1] += 1


def received(thing, name):
    """Watches an unpickled object if it is watched where it was made: a condition inside an event or a queue is not."""
    is_watched = name and objects.look_up(objects.hashed(name)) >= 0
    if is_watched:
        objects.attach(thing, objects.Handle("lock", "l:" + name))
    else:
        objects.leave(thing)
    return is_watched


def barrier_set(barrier, state):
    """Called both when a barrier is made and when it is unpickled."""
    if sites.made_by_library(barrier):
        received(barrier, "b" + (name_of(barrier) or ""))
    else:
        _watch(barrier, "barrier", state[0], "Barrier", "b")
