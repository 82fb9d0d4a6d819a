"""subprocess: the child is a process with arguments, and wait() is a join."""
import os

from . import log, objects, processes, sites

failed = log.failed

PATCHES = {
    "subprocess": {
        "Popen._execute_child": {
            "enter": "OP = PROBE.execute_begins(self, args, env)\nif OP is not None: env = OP",
            "returns": "PROBE.executed(self)",
            "end": "PROBE.executed(self)",
        },
        "Popen.wait": {
            "enter": "OP = PROBE.wait_begins(self, timeout)",
            "leave": "if OP is not None: PROBE.wait_ends(self, OP)",
        },
        "Popen._handle_exitstatus": {"end": "PROBE.reaped(self)"},
        "Popen.send_signal": {"enter": "PROBE.signaled(self, sig)"},
    }
}


def execute_begins(popen, args, env):
    """Reports the child, and adds our variables to an environment that the program passes itself."""
    handle = processes.child()
    popen.__dict__["_forkscope"] = handle.key
    words = [args] if isinstance(args, (str, bytes)) else list(args) if isinstance(args, (list, tuple)) else [args]
    shown = [os.fsdecode(word) if isinstance(word, (str, bytes)) else type(word).__name__ for word in words]
    log.tell(
        type="process.created",
        number=handle.number,
        proc=handle.key,
        parent=log.own_key(),
        name=(os.path.basename(shown[0]) if shown else "?")[:200] or "?",
        args=" ".join(shown)[:180],
        daemon=False,
        startMethod="exec",
        site=sites.site(),
    )
    return None if env is None or type(env) is not dict else injected(env)


def injected(env):
    """The environment with what a Python child needs to be watched. An own PYTHONPATH follows after our folder."""
    own = os.fsdecode(env.get("PYTHONPATH", env.get(b"PYTHONPATH", "")))
    more = {name: value for name, value in variables.items() if name not in env}
    more["FORKSCOPE_PYTHON_PATH"] = own
    more["FORKSCOPE_PYTHON_PARENT"] = log.own_key()
    more["PYTHONPATH"] = site_folder + (os.pathsep + own if own else "")
    result = dict(env)
    result.pop(b"PYTHONPATH", None)
    result.update(more)
    return result


#: The variables that this process was given, and the folder of our sitecustomize. Set at start.
variables = {}
site_folder = ""


def executed(popen):
    key = popen.__dict__.get("_forkscope")
    pid = getattr(popen, "pid", None)
    handle = processes.handles.get(key)
    if handle is not None and pid:
        log.write(processes.STARTED, handle.number, pid)


def wait_begins(popen, timeout):
    key = popen.__dict__.get("_forkscope")
    return processes.begin_join(key, timeout) if popen.returncode is None else None


def wait_ends(popen, op):
    log.end(op, 1 if popen.returncode is None else 0)


def reaped(popen):
    if popen.returncode is not None:
        processes.collected(popen.__dict__.get("_forkscope"), popen.returncode)


def signaled(popen, number):
    import signal

    key = popen.__dict__.get("_forkscope")
    if key is not None and popen.returncode is None:
        try:
            name = signal.Signals(number).name
        except ValueError:
            return
        processes.tell_from_here(type="process.signaled", proc=key, signal=name)
