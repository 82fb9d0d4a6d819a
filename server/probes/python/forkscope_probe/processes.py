"""multiprocessing.process and the ways to start one. The child is given its process object's key and reports it."""
import os
import sys
from _thread import get_ident
from time import monotonic_ns as now

from . import errors, log, objects, preview, sites

JOIN, STARTED, REAPED, MADE = 40, 45, 46, 47
failed = log.failed
process_raised = errors.process_raised
#: By thread: key, start method and name of the process object that the thread is starting.
starting = {}
#: By key: the handles of the children that were made here and not reaped yet.
handles = {}
_METHODS = {"fork": 1, "spawn": 2, "forkserver": 3}
_DAEMON, _HAS_ARGS = 4, 8
#: Shortest interval between two reports of the same answer, ns.
_ASKED_AGAIN = 10_000_000

#: One of two statements of the same branch: versions of Python may differ.
_RAISED = "if OP is None:\n    OP = True\n    PROBE.process_raised()"

PATCHES = {
    "multiprocessing.process": {
        "BaseProcess.__init__": {"end": "PROBE.made(self)"},
        "BaseProcess.start": {
            "enter": "PROBE.start_begins(self)",
            "end": "PROBE.started(self)",
            "fail": "PROBE.start_fails()",
        },
        "BaseProcess.terminate": {"enter": "PROBE.signaled(self, 'SIGTERM')"},
        "BaseProcess.kill": {"enter": "PROBE.signaled(self, 'SIGKILL')"},
        "BaseProcess.is_alive": {"returns": "PROBE.checked(self, RESULT)"},
        "BaseProcess.exitcode": {"returns": "if RESULT is not None: PROBE.exit_read(self)"},
        "active_children": {"enter": "OP = PROBE.living()", "returns": "PROBE.counted(OP)"},
        "BaseProcess.join": {
            "enter": "OP = PROBE.join_begins(self, timeout)",
            "leave": "if OP is not None: PROBE.join_ends(self, OP)",
        },
        "BaseProcess._bootstrap": {
            "enter": "PROBE.began(self)",
            "any": True,
            "before": {"import traceback": _RAISED, "traceback.print_exc()": _RAISED},
        },
    },
    "multiprocessing.util": {
        "spawnv_passfds": {"enter": "PROBE.exec_begins()", "leave": "PROBE.exec_ends()"},
    },
}


def key_of(process):
    """The key of a process object; None when it is not known."""
    key = process.__dict__.get("_forkscope")
    return key if type(key) is str else None


def made(process):
    """Written as a record: JSON would touch so many pages that a program of short processes would be a tenth slower."""
    handle = child()
    process.__dict__["_forkscope"] = handle.key
    target = process._target
    flags = _METHODS.get(_method(process), 0)
    if process._config.get("daemon"):
        flags |= _DAEMON
    name = process._name if type(process._name) is str else "?"
    text = name[:60] + "\0" + ("" if target is None else preview.name_of(target)[:60])
    if _is_own_target(target):
        flags |= _HAS_ARGS
        text += "\0" + preview.call(process._args, process._kwargs)
    log.write(MADE, handle.number, flags=flags, site=sites.site(), text=preview.fitted(text))


def child():
    """A handle for a child of this process, with a key that the server knows by the handle's number."""
    handle = objects.Handle("process", "")
    handle.key = "p:%s/%d" % (log.own_key(), objects.number(handle))
    handle.epoch = log.epoch
    handle.since = 0
    handles[handle.key] = handle
    return handle


def _is_own_target(target):
    """Whether the target is the program's. A library's own workers get pipes and locks that are not worth showing."""
    code = getattr(target, "__code__", None)
    return code is None or sites.is_own_code(code)


def _method(process):
    method = getattr(type(process), "_start_method", None)
    if method is None:
        context = sys.modules["multiprocessing.context"]._default_context
        method = (context._actual_context or context._default_context)._name
    return method if method in _METHODS else "unknown"


def start_begins(process):
    key = key_of(process)
    if key is not None:
        starting[get_ident()] = (key, _method(process), process._name)


def start_fails():
    starting.pop(get_ident(), None)


def started(process):
    starting.pop(get_ident(), None)
    handle = handles.get(process.__dict__.get("_forkscope"))
    if handle is not None and handle.epoch == log.epoch:
        log.write(STARTED, handle.number, process._popen.pid, flags=_METHODS.get(process._popen.method, 0))


def exec_begins():
    """The child of an exec gets its key through its environment, and only there."""
    now_starting = starting.get(get_ident())
    if now_starting:
        os.putenv("FORKSCOPE_PYTHON_CHILD", "\n".join(now_starting))


def exec_ends():
    if get_ident() in starting:
        os.unsetenv("FORKSCOPE_PYTHON_CHILD")


def signaled(process, signal):
    key = key_of(process)
    if key is not None and process._popen is not None and process._popen.returncode is None:
        tell_from_here(type="process.signaled", proc=key, signal=signal)


def tell_from_here(**fact):
    """Reports what this process does to another one."""
    log.tell(**fact, **{"from": log.own_key()}, site=sites.site())


def checked(process, alive):
    """A program may ask in a loop: the same answer is reported a hundred times a second at most, a new one at once."""
    key = key_of(process)
    if key is None:
        return
    handle = handles.get(key)
    if handle is not None:
        at = now()
        if handle.value is bool(alive) and at - handle.since < _ASKED_AGAIN:
            return
        handle.value, handle.since = bool(alive), at
    if sites.is_own_call():
        answered(key, bool(alive))


def answered(key, alive):
    tell_from_here(type="process.checked", proc=key, alive=alive)


def exit_read(process):
    if sites.is_own_call():
        _ended(process)


def living():
    return list(sys.modules["multiprocessing.process"]._children)


def counted(children):
    """`active_children` was called with these children: the program learns which of them have ended."""
    if sites.is_own_call():
        for process in children:
            if process._popen is not None and process._popen.returncode is not None:
                _ended(process)


def _ended(process):
    """The program has learned that a child has ended. Reported once."""
    handle = handles.get(key_of(process))
    if handle is not None and handle.value is not False:
        handle.value = False
        answered(handle.key, False)


def join_begins(process, timeout):
    """A library that joins its own workers waits in a join of its own: of theirs only the end is reported."""
    key = key_of(process)
    if key is None or process._popen is None or process._parent_pid != os.getpid():
        return None
    if sites.called_from(("/multiprocessing/pool.py", "/concurrent/futures/")):
        return 0
    return begin_join(key, timeout)


def begin_join(key, timeout):
    """Marks that a child is waited for. None for one that was not started here."""
    handle = handles.get(key)
    if handle is None or handle.epoch != log.epoch:
        return None
    return log.begin(JOIN, handle.number, sites.site(), timeout)


def join_ends(process, op):
    code = process._popen.returncode if process._popen is not None else None
    if op:
        log.end(op, 1 if code is None else 0)
    if code is not None:
        collected(key_of(process), code)


def collected(key, code):
    """The exit status of a child was collected; reported once."""
    handle = handles.pop(key, None)
    if handle is not None and handle.epoch == log.epoch:
        log.write(REAPED, handle.number, abs(code), flags=1 if code < 0 else 0)


def began(process):
    """In the child: it is the process of this object, which its parent made."""
    key = key_of(process)
    if key is None or log.memory is None:
        return
    name = process._name[:200] if type(process._name) is str else "?"
    log.tell(tell="am", proc=key, name=name, parentPid=process._parent_pid, method=_method(process))
