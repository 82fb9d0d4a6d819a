"""loky, and joblib, which brings its own copy: executors like those of concurrent.futures, written anew."""
import os

from .. import futures, log, subprocesses, tasks

failed = log.failed

_EXECUTOR = {
    "ProcessPoolExecutor.__init__": {"end": "PROBE.made_processes(self)"},
    "ProcessPoolExecutor._adjust_process_count": {"after": {"p.start()": "PROBE.worker_added(self, p)"}},
    "ProcessPoolExecutor.submit": {
        "before": {
            "self._pending_work_items[self._queue_count] = w": "PROBE.submitted(self, self._queue_count, f, fn, args, kwargs)"
        }
    },
    "ProcessPoolExecutor.shutdown": futures.SHUTDOWN,
    "_process_worker": {
        "enter": "OP = [PROBE.worker_began(call_queue), None]",
        "before": {
            "r = call_item()": "PROBE.run_begins(OP, call_item)",
            "exc = _ExceptionWithTraceback(e)": "if OP[1] is not None: PROBE.run_fails(OP, e)",
        },
        "after": {"r = call_item()": "if OP[1] is not None: PROBE.run_ends(OP, (True, r))"},
    },
}
_FORK = {"fork_exec": {"enter": "env = PROBE.environment(env)"}}
PATCHES = {
    "loky.process_executor": _EXECUTOR,
    "joblib.externals.loky.process_executor": _EXECUTOR,
    "loky.backend.fork_exec": _FORK,
    "joblib.externals.loky.backend.fork_exec": _FORK,
}

shutdown_begins, shutdown_ends = futures.shutdown_begins, futures.shutdown_ends
worker_added, worker_began = futures.worker_added, futures.worker_began
run_ends, run_fails = tasks.run_ends, tasks.run_fails


def environment(env):
    """The environment of a worker, with what it needs to be watched: loky adds `env` to its own."""
    return subprocesses.injected({**os.environ, **(env or {})})


def made_processes(executor):
    tasks.watch(executor, executor._call_queue._reader, "processExecutor", executor._max_workers, None)


def submitted(executor, job, future, fn, args, kwargs):
    func, args, kwargs, calls = _call(fn, args, kwargs)
    futures.submitted(executor, job, future, func, args, kwargs, calls)


def run_begins(op, item):
    if op[0] is not None:
        func, args, kwargs, _ = _call(item.fn, item.args, item.kwargs)
        tasks.run_begins(op, item.work_id, 0, func, args, kwargs)


def _call(fn, args, kwargs):
    """The function that the program gave, its arguments, and how many calls the task bundles: joblib makes batches."""
    if type(fn).__name__ == "SafeFunction":
        fn = fn.__dict__.get("func", fn)
    if type(fn).__name__ != "BatchedCalls":
        return fn, args, kwargs, 1
    items = fn.__dict__["items"]
    func, args, kwargs = items[0]
    # Where the function could not be pickled by itself, joblib has wrapped it.
    return getattr(func, "__dict__", {}).get("_obj", func), args, kwargs, len(items)
