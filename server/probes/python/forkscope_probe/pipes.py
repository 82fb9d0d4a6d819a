"""multiprocessing.connection: the two ends of a Pipe(). An end is identified by its inode; both lead to one pipe."""
from time import monotonic_ns as now

from . import log, objects, preview, sites

SEND, RECV, CLOSED = 30, 31, 32
failed = log.failed


def _sending(value):
    return {
        "handled": True,
        "enter": "OP = PROBE.send_begins(self, %s)" % value,
        "end": "if OP is not None: PROBE.ends(OP, 0)",
        "fail": "if OP is not None: PROBE.fails(OP)",
    }


_RECEIVING = {
    "handled": True,
    "enter": "OP = PROBE.recv_begins(self)",
    "returns": "if OP is not None: PROBE.received_value(OP, RESULT)",
    "fail": "if OP is not None: PROBE.fails(OP)",
}

PATCHES = {
    "multiprocessing.connection": {
        "Pipe": {"returns": "PROBE.made(RESULT, duplex)"},
        "_ConnectionBase.__init__": {"end": "self._forkscope = None"},
        "rebuild_connection": {"returns": "PROBE.received(RESULT)"},
        "_ConnectionBase.send": _sending("obj"),
        "_ConnectionBase.send_bytes": _sending("buf"),
        "_ConnectionBase.recv": _RECEIVING,
        "_ConnectionBase.recv_bytes": _RECEIVING,
        "_ConnectionBase.close": {"handled": True, "enter": "PROBE.closed(self)"},
        "_ConnectionBase.__del__": {"handled": True, "enter": "PROBE.closed(self)"},
    }
}


def made(ends, duplex):
    """A pipe that the program made; those of queues and of starting processes are not watched."""
    if sites.made_by_library(ends, 3):
        return
    inodes = [objects.inode(end._handle) for end in ends]
    key = "c:%d" % inodes[0]
    for number, (end, ino) in enumerate(zip(ends, inodes)):
        # Both ends of a one-way pipe have one inode: there the direction tells them apart.
        objects.enter(ino, inodes[0] << 2 | (number if duplex else 2))
        objects.attach(end, objects.Handle("pipe", key, -1, number))
    log.tell(type="pipe.created", pipe=key, name="Pipe", duplex=bool(duplex), site=sites.site())


def received(connection):
    place = objects.look_up(objects.inode(connection._handle))
    info = objects.info(place) if place >= 0 else 0
    if info == 0:
        return
    end = info & 3
    if end == 2:
        end = 0 if connection._readable else 1
    objects.attach(connection, objects.Handle("pipe", "c:%d" % (info >> 2), -1, end))


def send_begins(connection, obj):
    handle = objects.of(connection)
    told = objects.is_reported(handle, now())
    text = preview.shown(obj) if told else b""
    return (handle, log.begin(SEND, handle.number, sites.site(), None, handle.extra, text), told, 0)


def recv_begins(connection):
    handle = objects.of(connection)
    told = objects.is_reported(handle, now())
    return (handle, log.begin(RECV, handle.number, sites.site(), None, handle.extra), told, 1)


def ends(op, outcome, text=None):
    handle, begun, told, which = op
    at = now()
    if told or outcome or at - begun[2] > log.SLOW:
        log.end(begun, outcome, 0, 0, text, at)
    elif handle.epoch == log.epoch:
        log.words[handle.word + which] += 1
        log.words[handle.word + 3] = handle.extra
        log.drop(begun)


def received_value(op, value):
    ends(op, 0, preview.shown(value) if op[2] else b"")


def fails(op):
    ends(op, 1 if log.is_raised(EOFError, BrokenPipeError) else 2)


def closed(connection):
    if connection._handle is not None:
        handle = objects.of(connection)
        log.write(CLOSED, handle.number, 0, 0, sites.site(), 0, handle.extra)
