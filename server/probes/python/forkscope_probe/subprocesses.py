"""subprocess: the child is a process with arguments, and wait() is a join. asyncio starts its children with it."""
import os

from . import given, log, objects, own, processes, sites

failed = log.failed
#: The variables that this process was given, and the folder of our sitecustomize.
variables = {name: value for name, value in given.items() if name != "site"}
site_folder = given.get("site", "")

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
        "Popen.poll": {
            "enter": "OP = self.returncode is None",
            "returns": "if OP and RESULT is not None: PROBE.learned(self)",
        },
        "Popen._handle_exitstatus": {"end": "PROBE.reaped(self)"},
        "Popen.send_signal": {"enter": "PROBE.signaled(self, sig)"},
    },
    "asyncio.base_subprocess": {
        "BaseSubprocessTransport._process_exited": {"end": "PROBE.loop_reaped(self._proc)"},
    },
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
    if env is None and any(os.environ.get(name) != value for name, value in own.items()):
        env = os.environ  # The program has changed a variable, and our part of it is gone.
    # Other mappings may be the program's code, which we do not call.
    return injected(env) if isinstance(env, (dict, type(os.environ))) else None


def injected(env):
    """The environment with what a child needs to be watched. An own PYTHONPATH follows after our folder."""
    result = dict(env)
    path, options = (
        os.fsdecode(result.pop(os.fsencode(name), result.get(name, ""))) for name in ("PYTHONPATH", "NODE_OPTIONS")
    )
    result.update(variables)
    result["FORKSCOPE_PYTHON_PARENT"] = log.own_key()
    result["PYTHONPATH"] = site_folder + (os.pathsep + path if path else "")
    option = variables.get("FORKSCOPE_NODE_OPTION")
    if option:
        result["NODE_OPTIONS"] = options + " " + option if options else option
    return result


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


def learned(popen):
    """The program has learned that the child has ended, without a wait."""
    key = popen.__dict__.get("_forkscope")
    if key is not None:
        processes.answered(key, False)


def loop_reaped(popen):
    """An event loop collects the exit status of its children, whether the program waits for them or not."""
    learned(popen)
    reaped(popen)


def signaled(popen, number):
    import signal

    key = popen.__dict__.get("_forkscope")
    if key is not None and popen.returncode is None:
        try:
            name = signal.Signals(number).name
        except ValueError:
            return
        processes.tell_from_here(type="process.signaled", proc=key, signal=name)
