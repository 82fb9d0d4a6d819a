"""The probe: reports what a Python program does with processes, queues, pools and locks. Standard library only."""
import os
import sys
from _thread import RLock, get_ident

from . import log, objects, processes, sites, swap

#: The module of hooks for each module of the library; loaded when that is first imported.
HOOKS = {
    "multiprocessing.process": "processes",
    "multiprocessing.util": "processes",
    "multiprocessing.queues": "queues",
    "multiprocessing.pool": "pools",
    "multiprocessing.synchronize": "sync",
    "multiprocessing.connection": "pipes",
    "multiprocessing.managers": "managers",
    "multiprocessing.shared_memory": "shared_memory",
    "concurrent.futures.process": "futures",
    "concurrent.futures.thread": "futures",
    "concurrent.futures._base": "futures",
    "threading": "threads",
    "subprocess": "subprocesses",
    "asyncio.base_subprocess": "subprocesses",
    "asyncio.base_events": "asyncio_tasks",
    "asyncio.events": "asyncio_tasks",
    "asyncio.tasks": "asyncio_tasks",
    "asyncio.locks": "asyncio_locks",
    "asyncio.queues": "asyncio_queues",
    "signal": "signals",
    "queue": "local_queues",
    "billiard.pool": "adapters.billiard",
    "distributed.scheduler": "adapters.dask",
    "distributed.worker": "adapters.dask",
    "gunicorn.arbiter": "adapters.gunicorn",
    "gunicorn.workers.sync": "adapters.gunicorn",
    "gunicorn.workers.gthread": "adapters.gunicorn",
    "loky.process_executor": "adapters.loky",
    "loky.backend.fork_exec": "adapters.loky",
    "joblib.externals.loky.backend.fork_exec": "adapters.loky",
    "joblib.externals.loky.process_executor": "adapters.loky",
    "_pytest.runner": "adapters.xdist",
    "xdist.dsession": "adapters.xdist",
    "xdist.workermanage": "adapters.xdist",
}
#: Variables of the probes for Python and Node: this program sees none of them, and those that it starts get them.
OURS = (
    "FORKSCOPE_PYTHON_FOLDER",
    "FORKSCOPE_PYTHON_HOME",
    "FORKSCOPE_PYTHON_CACHE",
    "FORKSCOPE_PYTHON_PARENT",
    "FORKSCOPE_SOCKET",
    "FORKSCOPE_NODE",
    "FORKSCOPE_NODE_OPTION",
)
#: The variables that this process was given, and the folder of our sitecustomize.
given = {}
#: The variables that have a part of ours, as the program saw them at its start.
own = {}
_command_line = ""
#: Names of the modules that have their hooks.
_hooked = set()


def start(site_folder):
    """Starts to watch this process. Without a folder to write to it does nothing."""
    global _command_line
    folder = os.environ.get("FORKSCOPE_PYTHON_FOLDER")
    child = os.environ.pop("FORKSCOPE_PYTHON_CHILD", None)
    parent = os.environ.get("FORKSCOPE_PYTHON_PARENT")
    _hide(site_folder)
    if not folder or not os.path.isdir(folder):
        return
    swap.cache_folder = given.get("FORKSCOPE_PYTHON_CACHE")
    _command_line = _read("/proc/self/cmdline").decode("utf-8", "replace")
    log.open_log(folder, _ident())
    log.keep_until_the_end()
    objects.open_page(folder)
    _hello(None, child, parent)
    os.register_at_fork(after_in_child=_forked)
    _watch_imports()


def _hide(site_folder):
    """Shows the program the environment that it would have without us. Programs started by exec still get ours."""
    for name in OURS:
        value = os.environ.get(name)
        if value is not None:
            given[name] = value
            _show(name, None)
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if site_folder in path:
        _show("PYTHONPATH", os.pathsep.join(entry for entry in path if entry != site_folder))
    options = os.environ.get("NODE_OPTIONS", "")
    option = given.get("FORKSCOPE_NODE_OPTION")
    if option and options.endswith(option):
        _show("NODE_OPTIONS", options[: -len(option)].rstrip(" "))
    given["site"] = site_folder
    own.update({name: os.environ.get(name) for name in ("PYTHONPATH", "NODE_OPTIONS")})


def _show(name, value):
    """Sets a variable as the program sees it, or removes it if there is no value."""
    if value:
        os.environ._data[os.fsencode(name)] = os.fsencode(value)
    else:
        os.environ._data.pop(os.fsencode(name), None)


def _ident():
    """`py:<pid>:<start time>`, as the kernel names a process."""
    fields = _read("/proc/self/stat").rpartition(b")")[2].split()
    return "py:%d:%s" % (os.getpid(), fields[19].decode() if len(fields) > 19 else "0")


def _read(path):
    """The beginning of a file of the kernel; nothing where there is none."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(fd, 4096)
        finally:
            os.close(fd)
    except OSError:
        return b""


def _hello(start_method, child=None, parent=None):
    """Writes the first fact of a process: who it is."""
    key, method, name = child.split("\n", 2) if child else (None, start_method, None)
    role = None
    is_server = "multiprocessing.forkserver import" in _command_line
    if start_method is None and (is_server or "multiprocessing.resource_tracker import" in _command_line):
        role = "helper"
        # Started on behalf of a child: the name in its environment is that child's, not its own.
        key = name = None
    log.tell(
        tell="hello",
        ppid=os.getppid(),
        version="%d.%d.%d" % sys.version_info[:3],
        implementation=sys.implementation.name,
        startMethod=method,
        proc=key,
        name=name,
        parent=parent,
        role=role,
        server=is_server,
    )
    os.putenv("FORKSCOPE_PYTHON_PARENT", log.own_key())


def _forked():
    """In the child of a fork: prepares a log that is opened only when needed; until then the parent reports the child.

    Each page that is touched after a fork is copied first: short processes are cheap because little is done here.
    """
    try:
        parent = log.own_key() if log.memory is not None else None
        now_starting = processes.starting.pop(get_ident(), None)
        processes.starting.clear()
        objects.forked()
        lock = RLock()

        def wake():
            with lock:
                if log.memory is None:
                    log.open_log(log.folder, _ident())
                    _hello("fork", "\n".join(now_starting) if now_starting else None, parent)
                    signals = sys.modules.get(__name__ + ".signals")
                    if signals is not None:
                        signals.forked()

        log.forked(wake)
        if now_starting is None:
            wake()
        segments = sys.modules.get(__name__ + ".shared_memory")
        if segments is not None:
            segments.forked()
    except Exception as error:
        try:
            log.failed(error)
        except Exception:
            pass


class Finder:
    """First on sys.meta_path: hooks a watched module as soon as it is loaded."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in HOOKS:
            return None
        try:
            from importlib.machinery import PathFinder

            spec = PathFinder.find_spec(name, path, target)
            if spec is None or spec.loader is None:
                return None
            loader = spec.loader
            execute = loader.exec_module

            def exec_module(module):
                del loader.exec_module
                execute(module)
                hook(module)

            loader.exec_module = exec_module
            return spec
        except Exception as error:
            log.failed(error)
            return None


def hook(module):
    """Puts the hooks into a module of the library that was just loaded."""
    if module.__name__ in _hooked:
        return
    _hooked.add(module.__name__)
    try:
        hooks = _load(HOOKS[module.__name__])
        missing = swap.swap(module, hooks.PATCHES[module.__name__], hooks)
        if missing:
            text = "Not watched in %s: %s" % (module.__name__, ", ".join(missing))
            log.tell(type="run.noticed", code="PROBE_PARTIAL", text=text)
    except Exception as error:
        log.failed(error)


def _load(name):
    """Imports one of our modules; compiled code goes to our cache and never beside the program."""
    full = __name__ + "." + name
    if full in sys.modules:
        return sys.modules[full]
    from importlib import import_module

    prefix, writes = sys.pycache_prefix, sys.dont_write_bytecode
    sys.pycache_prefix, sys.dont_write_bytecode = swap.cache_folder, not swap.cache_folder
    try:
        return import_module(full)
    finally:
        sys.pycache_prefix, sys.dont_write_bytecode = prefix, writes


def _watch_imports():
    sys.meta_path.insert(0, Finder)
    watch_loaded()


def watch_loaded():
    """Puts the hooks into modules that were loaded without our finder."""
    for name in HOOKS:
        module = sys.modules.get(name)
        if module is not None:
            hook(module)


def key_of(thing):
    """(kind, key) of a process, queue, pool or lock that is watched; None for anything else."""
    found = getattr(thing, "__dict__", {}).get("_forkscope")
    if type(found) is str:
        return "process", found
    if isinstance(found, objects.Handle) and found.kind in ("queue", "pool", "lock"):
        return found.kind, found.key
    return None
