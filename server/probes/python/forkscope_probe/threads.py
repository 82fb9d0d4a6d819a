"""threading: the start and end of threads, joins, and the locks written in Python that the program made itself."""
from sys import version_info

from . import errors, log, objects, sites, sync, tasks

JOIN = 41
failed = log.failed
#: Python 3.8 releases one place at a time.
_RELEASE = {"handled": True, "enter": "PROBE.moved(self, self._value + %s)" % ("n" if version_info >= (3, 9) else "1")}

PATCHES = {
    "threading": {
        **sync.WAITING,
        "Thread.start": {
            "enter": "PROBE.starts(self)",
            "fail": "PROBE.starting.discard(id(self))",
        },
        "Thread._bootstrap_inner": {
            "enter": "PROBE.began(self)",
            "before": {"self._invoke_excepthook(self)": "PROBE.thread_raised()"},
            "leave": "PROBE.ended(self)",
        },
        "Thread.join": {"enter": "OP = PROBE.join_begins(self, timeout)", "leave": "if OP is not None: PROBE.join_ends(self, OP)"},
        "Semaphore.__init__": {"end": "PROBE.made(self, 'semaphore', value)"},
        "Semaphore.acquire": {
            "handled": True,
            "enter": "OP = PROBE.acquire_begins(self, blocking, timeout)",
            "returns": "if OP is not None: PROBE.acquire_ends(OP, RESULT)",
            "fail": "if OP is not None: PROBE.acquire_ends(OP, None)",
        },
        "Semaphore.release": _RELEASE,
        "BoundedSemaphore.release": _RELEASE,
        "Barrier.__init__": {"end": "PROBE.made(self, 'barrier', parties)"},
        "Barrier.wait": {
            "handled": True,
            "enter": "OP = PROBE.wait_begins(self, timeout)",
            "returns": "if OP is not None: PROBE.acquire_ends(OP, True)",
            "fail": "if OP is not None: PROBE.acquire_ends(OP, None)",
        },
    }
}

#: The roles of the library's threads, by the file of the function that they run.
_ROLES = {"/multiprocessing/queues.py": "feeder", "/multiprocessing/pool.py": "pool", "/concurrent/futures/": "pool"}

#: By id: threads that the program's own code is starting.
starting = set()

made = sync.made
wait_begins = sync.wait_begins
acquire_begins = sync.acquire_begins
acquire_ends = sync.acquire_ends
moved = sync.moved
thread_raised = errors.thread_raised


def _role(thread, is_started_here):
    """What the program starts itself is its own, as a timer that sets an event, though all its code is the library's."""
    target = getattr(thread, "_target", None)
    code = getattr(getattr(target, "__func__", target), "__code__", None)
    if code is None:
        code = getattr(type(thread).run, "__code__", None) if type(thread).run is not _run else None
    if code is None:
        return "user"
    for part, role in _ROLES.items():
        if part in code.co_filename:
            return role
    return "user" if is_started_here or not sites.is_library_code(code) else "helper"


try:
    from threading import Thread

    _run = Thread.run
except ImportError:
    _run = None


def starts(thread):
    if sites.is_own_call():
        starting.add(id(thread))


def began(thread):
    name = thread._name
    is_started_here = id(thread) in starting
    starting.discard(id(thread))
    role = _role(thread, is_started_here)
    pool = tasks.pool_of_thread(thread) if role == "pool" else None
    log.tell(type="thread.started", name=name[:200] if type(name) is str else "?", role=role, pool=pool)


def ended(thread):
    log.tell(type="thread.exited")


def join_begins(thread, timeout):
    """A library's joins of its own threads, inside its own join, are not reported."""
    if not thread.is_alive() or sites.called_from(("/multiprocessing/pool.py", "/concurrent/futures/")):
        return None
    native = thread.native_id
    if not native:
        return None
    return (log.begin(JOIN, 0, sites.site(), timeout, 0, b"", native), native)


def join_ends(thread, op):
    log.end(op[0], 1 if thread.is_alive() else 0, op[1])
