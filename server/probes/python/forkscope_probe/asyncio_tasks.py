"""asyncio: its tasks and their sleeps. A task is shown like a thread, with a number that no thread has.

Nothing is stored in a task and no callback is added to it: both can be seen by the program. That a task is done is seen
when its loop has run a step of it.
"""
import sys
from _weakref import ref
from time import monotonic_ns as now
from types import BuiltinMethodType, CoroutineType, MethodType

from . import log, objects, sites

SLEEP = 44
#: Threads have numbers up to 2^22; findings count on numbers below 2^23.
_FIRST = 1 << 22
_NUMBERS = (1 << 22) - 1
failed = log.failed

PATCHES = {
    "asyncio.base_events": {"BaseEventLoop.create_task": {"returns": "PROBE.made(RESULT, coro)"}},
    "asyncio.events": {
        "Handle._run": {
            "after": {"self._context.run(self._callback, *self._args)": "if PROBE.living: PROBE.stepped(self._callback)"}
        }
    },
    "asyncio.tasks": {
        "sleep": {
            "before": {"return await future": "OP = PROBE.sleep_begins(delay)"},
            "leave": "if OP is not None: PROBE.sleep_ends(OP)",
        }
    },
}

#: By the id of a task that is shown and not done: a weak reference to it, and its number.
living = {}
_made = 0
#: The sleeps of this process: how often they are reported.
_sleeps = objects.Handle("lock", "")


def made(task, coro):
    """A task was made by `create_task`. Those of a package's own are shown once they run the program's code."""
    is_coroutine = type(coro) is CoroutineType
    is_loops_own = is_coroutine and coro.cr_code.co_filename.endswith("asyncio/base_events.py")
    is_own = is_coroutine and sites.is_own_code(coro.cr_code)
    if not is_loops_own and not task.done() and (is_own or _runs_own_code()):
        _show(task, coro)


def _runs_own_code():
    """Whether the callback that runs, or what has started the loop, is code of the program."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_run" and code.co_filename.endswith("asyncio/events.py"):
            return False
        if sites.is_own_code(code):
            return True
        frame = frame.f_back
    return False


def _show(task, coro):
    """Gives the task a number and reports it. Returns the number; None where there are too many, or it is no task."""
    global _made
    if not isinstance(task, sys.modules["asyncio.tasks"].Task) or not objects.admits("asyncio tasks"):
        return None
    number = _FIRST + 1 + _made % _NUMBERS
    _made += 1

    def forget(reference, key=id(task), known=living):
        if known.get(key, (None,))[0] is reference:
            _ended(key)

    living[id(task)] = ref(task, forget), number
    log.tell_of(number, {"type": "thread.started", "name": _name(task, coro), "role": "task"})
    return number


def _name(task, coro):
    """The name that the program gave it; else its coroutine, with the number in the name that asyncio gave it."""
    name = task.get_name()
    function = coro.__qualname__ if type(coro) is CoroutineType else type(coro).__name__
    is_given = not name.startswith("Task-")
    return (name if is_given else "%s %s" % (function.replace("<locals>.", ""), name[5:]))[:200]


def stepped(callback):
    """The loop has run a callback: it may have been the last step of a task."""
    kind = type(callback)
    if kind is BuiltinMethodType or kind is MethodType or kind.__name__ == "TaskStepMethWrapper":
        task = callback.__self__
        known = living.get(id(task))
        if known is not None and known[0]() is task and task.done():
            _ended(id(task))


def _ended(key):
    _, number = living.pop(key)
    log.tell_of(number, {"type": "thread.exited"})


def running():
    """The number of the task that runs in this thread; None where there is none or it is not shown."""
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return None
    try:
        task = tasks.current_task()
    except RuntimeError:
        return None  # No loop runs in this thread.
    if task is None:
        return None
    known = living.get(id(task))
    if known is not None:
        return known[1]
    return _show(task, getattr(task, "get_coro", int)()) if _runs_own_code() else None


def begin(handle, kind, text=b""):
    """Marks that the task which runs in this thread begins something; None where it is not shown, or too many wait.

    Threads need cells too: a program has far more tasks that wait than threads.
    """
    number = running()
    if number is None or len(log.free) <= log.CELLS // 4:
        return None
    return log.begin(kind, handle.number, sites.site(), None, 1, text, tid=number)


def sleep_begins(delay):
    if _sleeps.epoch != log.epoch:
        objects.number(_sleeps)
        _sleeps.until = _sleeps.since = _sleeps.mask = _sleeps.seen = 0
        _sleeps.epoch = log.epoch
    if not objects.is_reported(_sleeps, now()):
        return None
    number = running()
    return None if number is None else log.begin(SLEEP, 0, sites.site(), delay, tid=number)


def sleep_ends(op):
    log.end(op)
