"""The log of one process: a file of fixed size in shared memory, so that its records outlive the process.

Layout and meaning of every field: README.md. The reader's mirror of this file is
server/src/sources/python/layout.ts.
"""
import mmap
import os
import sys
from _thread import get_native_id
from itertools import count
from struct import Struct
from time import monotonic_ns as now

RECORD = 256
CELLS = 64
OBJECTS = 512
RING = 8192
TEXT = 184

CELLS_AT = RECORD
COUNTERS_AT = CELLS_AT + CELLS * RECORD
RING_AT = COUNTERS_AT + OBJECTS * 64
SIZE = RING_AT + RING * RECORD
MAGIC = 0x31305950_4B524F46

STORY = 1
#: An operation that took longer (ns) is reported even where others are only counted.
SLOW = 1_000_000

pack_into = Struct("<QQQIHBBIIqQQ184sQ").pack_into

#: References that outlive the interpreter's own cleanup: see `_map`.
_kept = []
memory = None
words = None
free = []
sequence = None
stories = None
#: Incremented by every fork: state of an earlier epoch belongs to another process.
epoch = 0
folder = ""
_key = ""
_failures = 0


def open_log(where, ident):
    """Starts a log of its own for this process in the folder `where`; `ident` names the file and the process."""
    global memory, words, free, sequence, stories, folder, _key
    folder = where
    area = _map(os.path.join(where, ident.replace(":", "-") + ".log"))
    if memory is not None:
        return  # A signal handler ran in between and has opened the log.
    _key = ident
    free = [CELLS_AT + number * RECORD for number in reversed(range(CELLS))]
    sequence = count()
    stories = count(1)
    words = memoryview(area).cast("Q")
    memory = area
    words[1] = os.getpid()
    words[0] = MAGIC


def _map(path, size=SIZE):
    """Maps a file without keeping a descriptor: the program must get the same descriptor numbers as without us."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(fd).st_size < size:
            os.ftruncate(fd, size)
        if sys.version_info >= (3, 13):
            area = mmap.mmap(fd, size, trackfd=False)
        else:
            area = _map_and_forget(fd, size)
    finally:
        os.close(fd)
    _kept.append(area)
    return area


def _map_and_forget(fd, size):
    """mmap keeps the lowest free descriptor until it is freed: closes it now, and makes sure mmap is freed last."""
    lowest = os.dup(fd)
    os.close(lowest)
    area = mmap.mmap(fd, size)
    if os.path.samestat(os.fstat(lowest), os.fstat(fd)):
        os.close(lowest)
    return area


def forked(wake):
    """In the child of a fork: `wake` opens its log when it writes a first record. Most children never write one."""
    global memory, words, epoch, _wake
    memory = words = None
    epoch += 1
    _wake = wake


def own_key():
    """The key under which the server knows this process."""
    if memory is None:
        _wake()
    return _key


def keep_until_the_end():
    """The interpreter frees fork hooks after every module: at that time a closed descriptor does no harm."""
    os.register_at_fork(after_in_parent=lambda _kept=_kept: None)


def begin(kind, number, site, timeout=None, flags=0, text=b"", a=0, b=0, tid=None):
    """Marks an operation as begun, in a cell of its own. Returns what `end` and `drop` need. `timeout`: seconds.

    `tid`: who does it, where that is not this thread.
    """
    timeout = -1 if timeout is None else int(max(0, timeout) * 1e6)
    started = now()
    if memory is None:
        _wake()
    cell = free.pop() if free else 0
    if tid is None:
        tid = get_native_id()
    if cell:
        pack_into(memory, cell, started, started, 0, tid, kind, 0, flags, number, site, timeout, a, b, text, started)
    else:
        words[3] += 1
    return (epoch, cell, started, tid, kind, number, site, timeout, flags, text)


def end(op, outcome=0, a=0, b=0, text=None, at=0, is_kept=False):
    """Completes an operation: writes its record and, unless the cell is kept, frees its cell."""
    of, cell, started, tid, kind, number, site, timeout, flags, shown = op
    if of != epoch:
        return
    n = next(sequence)
    pack_into(
        memory, RING_AT + n % RING * RECORD, n + 1, started, at or now(), tid, kind, outcome, flags, number, site,
        timeout, a, b, shown if text is None else text, n + 1,
    )  # fmt: skip
    if cell and not is_kept:
        words[cell + 248 >> 3] = 0
        free.append(cell)


def keep(op):
    """As `drop`, but keeps the cell, with its content, for an operation of the same kind. 0 when few cells are left."""
    cell = op[1]
    if op[0] != epoch or not cell:
        return 0
    words[cell + 248 >> 3] = 0
    if len(free) > 16:
        return cell >> 3
    free.append(cell)
    return 0


def drop(op):
    """Frees the cell of an operation that is only counted."""
    cell = op[1]
    if cell and op[0] == epoch:
        words[cell + 248 >> 3] = 0
        free.append(cell)


def write(kind, number, a=0, b=0, site=0, outcome=0, flags=0, text=b"", timeout=-1, tid=None):
    """Writes a record of something that takes no time. `tid`: as for `begin`."""
    if memory is None:
        _wake()
    n = next(sequence)
    at = now()
    pack_into(
        memory, RING_AT + n % RING * RECORD, n + 1, at, at, get_native_id() if tid is None else tid, kind, outcome, flags, number, site,
        timeout, a, b, text, n + 1,
    )  # fmt: skip


def tell(**fact):
    """Writes a fact as JSON, over as many records as it takes. For rare facts."""
    tell_of(None, fact)


def tell_of(tid, fact):
    """As `tell`, for something that `tid` does. None: this thread."""
    text = encode(fact).encode("utf-8", "replace")
    if memory is None:
        _wake()
    story = next(stories)
    parts = (len(text) + TEXT - 1) // TEXT
    for part in range(parts):
        piece = text[part * TEXT : part * TEXT + TEXT]
        write(STORY, 0, story, part << 32 | parts, text=piece, timeout=len(piece), tid=tid)


try:
    from _json import encode_basestring_ascii as quote
except ImportError:
    from json.encoder import encode_basestring_ascii as quote


def encode(value):
    """JSON of plain values; leaves out what is None in a dict."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    if type(value) is str:
        return quote(value)
    if type(value) is int:
        return int.__repr__(value)
    if type(value) is float:
        return float.__repr__(value) if value - value == 0 else "null"
    if type(value) is dict:
        return "{" + ",".join(quote(k) + ":" + encode(v) for k, v in value.items() if v is not None) + "}"
    return "[" + ",".join(map(encode, value)) + "]"


def is_raised(*kinds):
    """Whether an exception of one of these classes is being handled."""
    kind = sys.exc_info()[0]
    return kind is not None and issubclass(kind, kinds)


def failed(error):
    """Reports the first fault of the probe; after 50 faults the probe stops reporting for good."""
    global _failures
    if isinstance(error, (RecursionError, MemoryError)):
        return
    _failures += 1
    if memory is None:
        _fall_silent()
    elif _failures == 1:
        at = ""
        trace = error.__traceback__
        while trace is not None:
            at = "%s:%d" % (os.path.basename(trace.tb_frame.f_code.co_filename), trace.tb_lineno)
            trace = trace.tb_next
        text = "The probe of process %d failed (%s: %s, %s)" % (os.getpid(), type(error).__name__, error, at)
        tell(type="run.noticed", code="PROBE_FAILED", text=text)
    elif _failures == 50:
        _fall_silent()


def _fall_silent():
    """Stops reporting: from now on all is written to memory that nobody reads."""
    global memory, words, free, sequence, stories
    memory = bytearray(SIZE)
    words = memoryview(memory).cast("Q")
    free, sequence, stories = [], count(), count(1)
