"""asyncio.queues: put and get wait, and then call put_nowait and get_nowait, which end the operation."""
from time import monotonic_ns as now

from . import asyncio_tasks, local_queues, log, objects, preview, queues

failed = log.failed
made, fails, task_done, shut_down = local_queues.made, local_queues.fails, local_queues.task_done, local_queues.shut_down
put_begins, put_ends = local_queues.put_begins, local_queues.put_ends
get_begins, get_ends = local_queues.get_begins, local_queues.get_ends
join_ends = local_queues.join_ends

_OVER = {"returns": "if OP is not None: PROBE.over(OP)", "fail": local_queues.FAILS}
_NOW = "if HANDLE.fast > 0 and PROBE.begun is None: FAST = True\nelse: OP = PROBE.taken(HANDLE) or PROBE.%s"
_HAND_OVER = "if OP is not None: PROBE.begun = OP"

PATCHES = {
    "asyncio.queues": {
        "Queue.__init__": {"end": "PROBE.made(self)"},
        "Queue.put": {
            "handled": True,
            "enter": "if HANDLE.fast <= 0: OP = PROBE.put_waits(self, HANDLE, item)",
            "before": {
                "await putter": "if OP is None: OP = PROBE.put_waits(self, HANDLE, item)",
                "return self.put_nowait(item)": _HAND_OVER,
            },
            **_OVER,
        },
        "Queue.put_nowait": {
            "handled": True,
            "enter": _NOW % "put_begins(self, HANDLE, item, False, None)",
            "after": local_queues.PUT_ENDS,
            "fail": local_queues.FAILS,
        },
        "Queue.get": {
            "handled": True,
            "enter": "if HANDLE.fast <= 0: OP = PROBE.get_waits(self, HANDLE)",
            "before": {
                "await getter": "if OP is None: OP = PROBE.get_waits(self, HANDLE)",
                "return self.get_nowait()": _HAND_OVER,
            },
            **_OVER,
        },
        "Queue.get_nowait": {
            "handled": True,
            "enter": _NOW % "get_begins(self, HANDLE, False, None)",
            "after": local_queues.GET_ENDS,
            "fail": local_queues.FAILS,
        },
        "Queue.task_done": {
            "after": {"self._unfinished_tasks -= 1": "PROBE.task_done(self, self._unfinished_tasks)"},
        },
        "Queue.join": {**local_queues.JOIN, "enter": "OP = PROBE.join_begins(self)"},
        "Queue.shutdown": local_queues.SHUTDOWN,
    }
}

#: The operation that a put or get has begun, for the put_nowait or get_nowait that it calls next.
begun = None


def put_waits(queue, handle, item):
    """In a task, which waits until there is room."""
    if handle.epoch != log.epoch:
        handle = local_queues.inherited(queue)
    told = objects.is_reported(handle, now())
    return [handle, asyncio_tasks.begin(handle, queues.PUT, preview.shown(item) if told else b""), told]


def get_waits(queue, handle):
    """In a task, which waits for an item."""
    if handle.epoch != log.epoch:
        handle = local_queues.inherited(queue)
    told = objects.is_reported(handle, now())
    return [handle, asyncio_tasks.begin(handle, queues.GET), told]


def taken(handle):
    """The operation that the put or get of this queue has begun, and which its caller now completes; once."""
    global begun
    op, begun = begun, None
    return op if op is not None and op[0].epoch == log.epoch and op[0].key == handle.key else None


def over(op):
    """The put or get of an asyncio queue has returned. Its put_nowait may be one of the program's that calls no other."""
    global begun
    begun = None
    if op[1] is not None:
        log.drop(op[1])
        op[1] = None


def join_begins(queue):
    handle = local_queues.own(queue)
    return None if handle is None else asyncio_tasks.begin(handle, queues.JOIN)
