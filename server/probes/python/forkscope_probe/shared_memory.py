"""multiprocessing.shared_memory: segments of memory that processes share by name, and which process has which."""
import sys

from . import log, objects, sites

failed = log.failed

PATCHES = {
    "multiprocessing.shared_memory": {
        "SharedMemory.__init__": {"end": "PROBE.opened(self)"},
        "SharedMemory.close": {"enter": "PROBE.closing(self)"},
        "SharedMemory.unlink": {"end": "PROBE.unlinked(self)"},
    }
}
#: By key: how many objects of this process have the segment open. The child of a fork has them all too.
_open = {}


def _key(memory):
    return "b:" + memory._name.lstrip("/")


def opened(memory):
    """The segment was made here or attached. One that no watched process has made is told by the first that attaches it."""
    key = _key(memory)
    hashed = objects.hashed(key)
    if objects.look_up(hashed) < 0:
        objects.enter(hashed)
        log.tell(type="segment.created", segment=key, name=key[2:][:200], size=memory._size, site=sites.site())
    count = _open[key] = _open.get(key, 0) + 1
    if count == 1:
        _tell("segment.attached", key)


def closing(memory):
    """Also called by the object's own end; only the first time has an effect."""
    if memory._mmap is None:
        return
    key = _key(memory)
    count = _open[key] = _open.get(key, 1) - 1
    if count <= 0:
        del _open[key]
        if not sys.is_finalizing():
            _tell("segment.detached", key)


def unlinked(memory):
    _tell("segment.unlinked", _key(memory))


def forked():
    """In the child of a fork, which has the segments that its parent has."""
    for key in _open:
        _tell("segment.attached", key)


def _tell(what, key):
    log.tell(type=what, segment=key, site=sites.site())
