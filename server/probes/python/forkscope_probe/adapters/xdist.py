"""pytest-xdist: its workers are a pool, and a test is a task that is called by its node id.

Both sides number the tests alike, since xdist insists on it. The workers run code that was sent to them, so there the
hooks are in pytest itself.
"""
from .. import log, objects, tasks, watch_loaded
from . import library

failed = log.failed
ended = library.ended

PATCHES = {
    "xdist.workermanage": {
        "NodeManager.setup_nodes": {"enter": "PROBE.made(self)"},
        "NodeManager.teardown_nodes": {
            "enter": "PROBE.ended(self, 'closed')",
            "end": "PROBE.ended(self, 'joined')",
        },
        "WorkerController.send_runtest_some": {"enter": "PROBE.submitted(self, indices)"},
        "WorkerController.send_runtest_all": {"enter": "PROBE.submitted(self, None)"},
    },
    "xdist.dsession": {
        "DSession.worker_collectionfinish": {"enter": "PROBE.collected(node, ids)"},
        "DSession.worker_runtest_protocol_complete": {"enter": "PROBE.completed(node, item_index)"},
    },
    "_pytest.runner": {
        "pytest_sessionstart": {"end": "PROBE.session_begins(session)"},
        "pytest_sessionfinish": {"end": "PROBE.session_ends(session)"},
        "pytest_runtest_protocol": {"enter": "OP = PROBE.test_begins(item)", "leave": "PROBE.test_ends(OP)"},
        "call_and_report": {"returns": "PROBE.called(item, call)"},
    },
}


def _key(run):
    return "x:" + run


def made(manager):
    library.made(manager, _key(manager.testrunuid), "pytest-xdist", len(manager.specs))


def collected(node, ids):
    node.__dict__["_forkscope_ids"] = ids


def submitted(node, indices):
    handle = objects.of(node.nodemanager)
    ids = node.__dict__.get("_forkscope_ids")
    if handle is None or ids is None:
        return
    for index in range(len(ids)) if indices is None else indices:
        if tasks.is_told(handle, index, 0):
            log.write(tasks.SUBMITTED, handle.number, index, 0, 0, 0, tasks.SUBMIT, library.text(ids[index]), 1)


def completed(node, index):
    handle = objects.of(node.nodemanager)
    if handle is not None:
        tasks.settled(handle, index, 0, tasks.OK, None)


class _Worker:
    """What a worker knows of itself. `order`: the numbers of its tests, by their node ids."""

    def __init__(self, handle, place):
        self.handle, self.place = handle, place
        self.order = None
        self.error = None


def session_begins(session):
    """pytest loads its plugins by a finder of its own, which comes before ours."""
    watch_loaded()
    known = getattr(session.config, "workerinput", None)
    if known is None:
        return
    name = known["workerid"]
    slot = int(name.strip("gw") or 0) + 1
    handle, place = library.enrolled(session, _key(known["testrunuid"]), slot, name)
    handle.extra = _Worker(handle, place)


def _worker(session):
    handle = objects.of(session)
    return None if handle is None else handle.extra


def session_ends(session):
    worker = _worker(session)
    if worker is not None:
        log.tell(type="pool.worker.removed", reason="exited", **worker.place)


def test_begins(item):
    worker = _worker(item.session)
    if worker is None:
        return None
    if worker.order is None:
        worker.order = {one.nodeid: number for number, one in enumerate(item.session.items)}
    number = worker.order.get(item.nodeid)
    if number is None:
        return None
    worker.error = None
    return worker, number, log.begin(tasks.RUN, worker.handle.number, 0, None, 0, library.text(item.nodeid), number)


def called(item, call):
    """A part of a test is over: its setup, its body or its teardown. What it skips is no error."""
    worker = _worker(item.session)
    if worker is not None and call.excinfo is not None and call.excinfo.typename not in ("Skipped", "XFailed"):
        worker.error = worker.error or call.excinfo.value


def test_ends(op):
    if op is None:
        return
    worker, number, begun = op
    error, worker.error = worker.error, None
    if error is not None:
        tasks.tell_error(worker.handle, number, 0, error)
    log.end(begun, tasks.OK if error is None else tasks.ERROR, number, 0, b"")
    if error is not None:
        # pytest shows it.
        log.write(tasks.READ, worker.handle.number, number)
