"""concurrent.futures: executors are pools whose tasks come by submit()."""
from time import monotonic_ns as now

from . import log, objects, pools, preview, processes, sites

failed = log.failed

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
        "ProcessPoolExecutor.shutdown": {"enter": "OP = PROBE.shutdown_begins(self, wait)", "leave": "PROBE.shutdown_ends(self, OP)"},
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
        "ThreadPoolExecutor.shutdown": {"enter": "OP = PROBE.shutdown_begins(self, wait)", "leave": "PROBE.shutdown_ends(self, OP)"},
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
        "Future.result": {
            "enter": "OP = PROBE.wait_begins(self, timeout)",
            "returns": "PROBE.wait_ends(self, OP); OP = None",
            "fail": "PROBE.wait_ends(self, OP)",
        },
        "Future.exception": {
            "enter": "OP = PROBE.wait_begins(self, timeout)",
            "returns": "PROBE.wait_ends(self, OP); OP = None",
            "fail": "PROBE.wait_ends(self, OP)",
        },
        "Future.set_result": {"enter": "PROBE.finished(self, True, result)"},
        "Future.set_exception": {"enter": "PROBE.finished(self, False, exception)"},
        "Future.cancel": {"returns": "if RESULT: PROBE.cancelled(self)"},
    },
}


def made_processes(executor):
    ino = objects.inode(executor._call_queue._reader.fileno())
    _made(executor, "w:%d" % ino, objects.enter(ino), "processExecutor")


def made_threads(executor):
    _made(executor, objects.local_key("w:"), -1, "threadExecutor")


def _made(executor, key, place, kind):
    handle = objects.attach(executor, objects.Handle("pool", key, place))
    handle.extra = pools.Pool(handle)
    handle.extra.jobs = 0
    log.tell(
        {
            "type": "pool.created",
            "pool": key,
            "name": type(executor).__name__[:200],
            "size": executor._max_workers,
            "kind": kind,
            "maxTasksPerChild": getattr(executor, "_max_tasks_per_child", None),
            "site": sites.site(),
        }
    )


def worker_added(executor, process):
    handle = objects.of(executor)
    if handle is not None:
        ours = handle.extra
        for known in list(ours.workers.values()):
            if known is not process and getattr(known, "_popen", None) is not None and known.exitcode is not None:
                pools.remove_worker(ours, known, "recycled" if known.exitcode == 0 else "killed")
        pools.add_worker(ours, process)


def thread_added(executor, thread):
    handle = objects.of(executor)
    if handle is not None:
        pools.add_worker(handle.extra, thread)


def submitted(executor, job, future, fn, args, kwargs):
    handle = objects.of(executor)
    if handle is None:
        return
    future.__dict__["_forkscope"] = (handle, job)
    pools.submitted(executor, job, 0, fn, args, kwargs, pools.SUBMIT, sites.site())


def thread_submitted(executor, future, item, fn, args, kwargs):
    handle = objects.of(executor)
    if handle is not None:
        job = handle.extra.jobs
        handle.extra.jobs += 1
        submitted(executor, job, future, fn, args, kwargs)


def worker_began(call_queue):
    worker = pools.worker_began(call_queue)
    pools.worker_ready(worker)
    return worker


def run_begins(op, item):
    if op[0] is not None:
        pools.run_begins(op, item.work_id, 0, item.fn, item.args, item.kwargs)


def thread_run_begins(op, item):
    known = item.future.__dict__.get("_forkscope")
    if known is not None and known[0].epoch == log.epoch:
        op[0] = (known[0], 1)
        pools.run_begins(op, known[1], 0, item.fn, item.args, item.kwargs)


run_ends = pools.run_ends
run_fails = pools.run_fails


def finished(future, is_ok, value):
    known = future.__dict__.get("_forkscope")
    if known is None or known[0].epoch != log.epoch:
        return
    _finished(known, pools.OK if is_ok else pools.ERROR, value)


def _finished(known, outcome, value):
    handle, job = known
    if handle.extra.told.pop((job, 0), None):
        text = preview.shown(value) if outcome == pools.OK else b""
        if outcome == pools.ERROR and value is not None:
            log.tell(
                {"tell": "failed", "pool": handle.key, "task": "%d/0" % job, "error": preview.error(value)}
            )
        log.write(pools.FINISHED, handle.number, job, 0, 0, outcome, 0, text)
    else:
        log.words[handle.word + 1] += 1
        if outcome == pools.ERROR:
            log.words[handle.word + 2] += 1


def cancelled(future):
    known = future.__dict__.get("_forkscope")
    if known is not None and known[0].epoch == log.epoch and (known[1], 0) in known[0].extra.told:
        _finished(known, pools.CANCELLED, None)


def wait_begins(future, timeout):
    known = future.__dict__.get("_forkscope")
    if known is None or known[0].epoch != log.epoch or future._state in ("FINISHED", "CANCELLED", "CANCELLED_AND_NOTIFIED"):
        return None
    handle, job = known
    micros = -1 if timeout is None else int(max(0, timeout) * 1e6)
    return (log.begin(pools.WAIT, handle.number, sites.site(), micros, 0, b"", job + 1, 1), job + 1, 1, handle)


def wait_ends(future, op):
    is_done = future._state == "FINISHED"
    if op is not None:
        pools._wait_is_over(op, 0 if is_done else 1)
    known = future.__dict__.get("_forkscope")
    if is_done and known is not None and known[0].epoch == log.epoch and "_forkscope_read" not in future.__dict__:
        future.__dict__["_forkscope_read"] = True
        log.write(pools.READ, known[0].number, known[1], 0, sites.site())


def shutdown_begins(executor, wait):
    handle = objects.of(executor)
    if handle is None or handle.extra.ended is not None:
        return None
    handle.extra.ended = "closed"
    log.tell({"type": "pool.closed", "pool": handle.key, "site": sites.site()})
    return log.begin(pools.JOIN, handle.number, sites.site()) if wait else None


def shutdown_ends(executor, op):
    if op is None:
        return
    log.end(op)
    handle = objects.of(executor)
    for worker in list(handle.extra.workers.values()):
        pools.remove_worker(handle.extra, worker, "closed")
    log.tell({"type": "pool.joined", "pool": handle.key})
