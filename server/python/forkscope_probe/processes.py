"""multiprocessing.process and the ways to start one. A process object has a key; the child is told it and says it back."""
import os
from _thread import get_ident

from . import log, objects, preview, sites

JOIN = 40
failed = log.failed
#: Keys of the process objects that a thread is starting right now.
starting = {}
_reaped = set()

PATCHES = {
    "multiprocessing.process": {
        "BaseProcess.__init__": {"end": "PROBE.made(self)"},
        "BaseProcess.start": {
            "enter": "OP = PROBE.start_begins(self)",
            "end": "PROBE.started(self)",
            "leave": "PROBE.start_ends(OP)",
        },
        "BaseProcess.terminate": {"enter": "PROBE.signaled(self, 'SIGTERM')"},
        "BaseProcess.kill": {"enter": "PROBE.signaled(self, 'SIGKILL')"},
        "BaseProcess.is_alive": {"returns": "PROBE.checked(self, RESULT)"},
        "BaseProcess.join": {
            "enter": "OP = PROBE.join_begins(self, timeout)",
            "leave": "if OP is not None: PROBE.join_ends(self, OP)",
        },
        "BaseProcess._bootstrap": {"enter": "PROBE.began(self)"},
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
    key = objects.local_key("p:")
    process.__dict__["_forkscope"] = key
    target = process._target
    log.tell(
        {
            "type": "process.created",
            "proc": key,
            "parent": log.key,
            "name": process._name[:200] if type(process._name) is str else "?",
            "target": None if target is None else preview.name_of(target),
            "args": preview.call(process._args, process._kwargs) if _is_own_target(target) else None,
            "daemon": bool(process._config.get("daemon")),
            "startMethod": _method(process),
            "site": sites.site(),
        }
    )


def _is_own_target(target):
    """A library's own workers carry pipes and locks that say nothing to anyone."""
    code = getattr(target, "__code__", None)
    return code is None or sites.is_own_code(code)


def _method(process):
    method = getattr(type(process), "_start_method", None)
    if method is None:
        from multiprocessing import context

        method = context._default_context._actual_context and context._default_context._actual_context._name
        if method is None:
            method = context._default_context._default_context._name
    return method if method in ("fork", "spawn", "forkserver") else "unknown"


def start_begins(process):
    key = key_of(process)
    if key is not None:
        starting[get_ident()] = (key, process._name, _method(process))
    return key


def start_ends(key):
    starting.pop(get_ident(), None)


def started(process):
    key = key_of(process)
    if key is not None:
        log.tell({"tell": "started", "proc": key, "pid": process._popen.pid, "method": process._popen.method})


def exec_begins():
    """The child of an exec finds its key in its environment, and only there."""
    now_starting = starting.get(get_ident())
    if now_starting:
        os.putenv("FORKSCOPE_PYTHON_CHILD", "\n".join((now_starting[0], now_starting[2], now_starting[1])))


def exec_ends():
    if get_ident() in starting:
        os.unsetenv("FORKSCOPE_PYTHON_CHILD")


def signaled(process, signal):
    key = key_of(process)
    if key is not None and process._popen is not None and process._popen.returncode is None:
        log.tell({"type": "process.signaled", "proc": key, "signal": signal, "from": log.key, "site": sites.site()})


def checked(process, alive):
    key = key_of(process)
    if key is not None and sites.is_own_call():
        log.tell(
            {"type": "process.checked", "proc": key, "from": log.key, "alive": bool(alive), "site": sites.site()}
        )


def join_begins(process, timeout):
    """A library that joins its own workers waits in a join of its own: there only the end is told."""
    key = key_of(process)
    if key is None or process._popen is None or process._parent_pid != os.getpid():
        return None
    if sites.called_from(("/multiprocessing/pool.py", "/concurrent/futures/")):
        return 0
    handle = _handles.get(key)
    if handle is None:
        handle = _handles[key] = objects.Handle("process", key)
    if handle.epoch != log.epoch:
        objects.renew(handle)
    micros = -1 if timeout is None else int(max(0, timeout) * 1e6)
    return log.begin(JOIN, handle.number, sites.site(), micros)


_handles = {}


def join_ends(process, op):
    code = process._popen.returncode if process._popen is not None else None
    if op:
        log.end(op, 1 if code is None else 0)
    if code is not None:
        reaped(process, code)


def reaped(process, code):
    """The exit status was collected; told once."""
    key = key_of(process)
    if key in _reaped:
        return
    _reaped.add(key)
    _handles.pop(key, None)
    log.tell({"type": "process.reaped", "proc": key, "exitCode": code})


def began(process):
    """In the child: this is the process that its parent had made."""
    key = key_of(process)
    if key is None:
        return
    name = process._name
    log.tell(
        {
            "tell": "am",
            "proc": key,
            "name": name[:200] if type(name) is str else "?",
            "parentPid": process._parent_pid,
            "method": _method(process),
        }
    )
