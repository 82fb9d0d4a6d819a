"""concurrent.futures: executors are pools whose tasks come by submit()."""

from . import log, objects, sites, tasks

failed = log.failed

SHUTDOWN = {"enter": "OP = PROBE.shutdown_begins(self, wait)", "leave": "PROBE.shutdown_ends(self, OP)"}
#: `Future.result` sets `self` to None before it raises, so that the error does not keep the future alive. OP is the
#: future and its wait, and is cleared for the same reason.
_OUTCOME = {
    "enter": "OP = PROBE.wait_begins(self, timeout)",
    "returns": "PROBE.wait_ends(OP); OP = None",
    "fail": "PROBE.wait_ends(OP); OP = None",
}

PATCHES = {
    "concurrent.futures.process": {
        "ProcessPoolExecutor.__init__": {"end": "PROBE.made_processes(self)"},
        "ProcessPoolExecutor._spawn_process": {"end": "PROBE.worker_added(self, p)", "optional": True},
        "ProcessPoolExecutor._adjust_process_count": {
            "after": {"p.start()": "PROBE.worker_added(self, p)"},
            "optional": True,
        },
        "ProcessPoolExecutor.submit": {
            "before": {
                "self._pending_work_items[self._queue_count] = w": "PROBE.submitted(self, self._queue_count, f, fn, args, kwargs)"
            }
        },
        "ProcessPoolExecutor.shutdown": SHUTDOWN,
        "_process_worker": {
            "enter": "OP = [PROBE.worker_began(call_queue), None]",
            "before": {
                "r = call_item.fn(*call_item.args, **call_item.kwargs)": "PROBE.run_begins(OP, call_item)",
                "exc = _ExceptionWithTraceback(e, e.__traceback__)": "if OP[1] is not None: PROBE.run_fails(OP, e)",
            },
            "after": {
                "r = call_item.fn(*call_item.args, **call_item.kwargs)": "if OP[1] is not None: PROBE.run_ends(OP, (True, r))"
            },
        },
    },
    "concurrent.futures.thread": {
        "ThreadPoolExecutor.__init__": {"end": "PROBE.made_threads(self)"},
        "ThreadPoolExecutor._adjust_thread_count": {"after": {"t.start()": "PROBE.thread_added(self, t)"}},
        "ThreadPoolExecutor.submit": {
            "before": {"self._work_queue.put(w)": "PROBE.thread_submitted(self, f, w, fn, args, kwargs)"}
        },
        "ThreadPoolExecutor.shutdown": SHUTDOWN,
        "_WorkItem.run": {
            "any": True,
            "before": {
                "result = self.fn(*self.args, **self.kwargs)": "OP = [None, None]; PROBE.thread_run_begins(OP, self)",
                "self.future.set_exception(exc)": "if OP and OP[1] is not None: PROBE.run_fails(OP, exc)",
                "self.future.set_result(result)": "if OP and OP[1] is not None: PROBE.run_ends(OP, (True, result))",
            },
        },
    },
    "concurrent.futures._base": {
        "Future.result": _OUTCOME,
        "Future.exception": _OUTCOME,
        "Future.set_result": {"enter": "PROBE.finished(self, True, result)"},
        "Future.set_exception": {"enter": "PROBE.finished(self, False, exception)"},
        "Future.cancel": {"returns": "if RESULT: PROBE.cancelled(self)"},
    },
}


def made_processes(executor):
    most = getattr(executor, "_max_tasks_per_child", None)
    tasks.watch(executor, executor._call_queue._reader, "processExecutor", executor._max_workers, most)


def made_threads(executor):
    tasks.watch(executor, None, "threadExecutor", executor._max_workers, None).jobs = 0


def worker_added(executor, process):
    handle = objects.of(executor)
    if handle is not None:
        ours = handle.extra
        for slot, (reference, *_) in list(ours.workers.items()):
            known = reference()
            # The executor has dropped a worker that reached its limit of tasks.
            code = 0 if known is None else known.exitcode if known._popen is not None else None
            if known is not process and code is not None:
                tasks.remove_worker(ours, slot, "recycled" if code == 0 else "killed")
        tasks.add_worker(ours, process)


def thread_added(executor, thread):
    handle = objects.of(executor)
    if handle is not None:
        tasks.add_worker(handle.extra, thread)


def submitted(executor, job, future, fn, args, kwargs, calls=None):
    handle = objects.of(executor)
    if handle is None:
        return
    future.__dict__["_forkscope"] = (handle, job)
    tasks.submitted(handle, job, 0, fn, args, kwargs, tasks.SUBMIT, None, calls)


def thread_submitted(executor, future, item, fn, args, kwargs):
    handle = objects.of(executor)
    if handle is not None:
        job = handle.extra.jobs
        handle.extra.jobs += 1
        submitted(executor, job, future, fn, args, kwargs)


def worker_began(call_queue):
    worker = tasks.worker_of(call_queue._reader)
    tasks.worker_ready(worker)
    return worker


def run_begins(op, item):
    if op[0] is not None:
        tasks.run_begins(op, item.work_id, 0, item.fn, item.args, item.kwargs)


def thread_run_begins(op, item):
    known = _task_of(item.future)
    if known is not None:
        op[0] = (known[0], 1)
        tasks.run_begins(op, known[1], 0, item.fn, item.args, item.kwargs)


run_ends = tasks.run_ends
run_fails = tasks.run_fails


def finished(future, is_ok, value):
    known = _task_of(future)
    if known is None:
        return
    handle, job = known
    if not is_ok and value is not None and (job, 0) in handle.extra.told:
        tasks.tell_error(handle, job, 0, value)
    tasks.settled(handle, job, 0, tasks.OK if is_ok else tasks.ERROR, value)


def _task_of(future):
    """(handle of the executor, number of the task) of a future that is watched in this process."""
    known = future.__dict__.get("_forkscope")
    return known if known is not None and known[0].epoch == log.epoch else None


def cancelled(future):
    known = _task_of(future)
    if known is not None and (known[1], 0) in known[0].extra.told:
        tasks.settled(known[0], known[1], 0, tasks.CANCELLED, None)


def wait_begins(future, timeout):
    known = _task_of(future)
    if known is None or future._state in ("FINISHED", "CANCELLED", "CANCELLED_AND_NOTIFIED"):
        return future, None
    handle, job = known
    begun = log.begin(tasks.WAIT, handle.number, sites.site(), timeout, 0, b"", job + 1, 1)
    return future, (begun, job + 1, 1, handle)


def wait_ends(waited):
    if waited is None:
        return
    future, op = waited
    is_done = future._state == "FINISHED"
    if op is not None:
        tasks.wait_is_over(op, 0 if is_done else 1)
    known = _task_of(future)
    if is_done and known is not None and "_forkscope_read" not in future.__dict__:
        future.__dict__["_forkscope_read"] = True
        log.write(tasks.READ, known[0].number, known[1], 0, sites.site())


def shutdown_begins(executor, wait):
    handle = objects.of(executor)
    if handle is None or handle.extra.ended is not None:
        return None
    handle.extra.ended = "closed"
    log.tell(type="pool.closed", pool=handle.key, site=sites.site())
    return log.begin(tasks.JOIN, handle.number, sites.site()) if wait else None


def shutdown_ends(executor, op):
    if op is None:
        return
    log.end(op)
    tasks.joined(objects.of(executor).extra)
