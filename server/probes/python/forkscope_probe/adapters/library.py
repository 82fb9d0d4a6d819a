"""What the adapters share: pools of a library that do not hang on a queue, and workers that know their own slot."""
from .. import log, objects, tasks


def made(thing, key, name, size, **more):
    """Reports a pool. `thing`, an object of the library, keeps its handle."""
    handle = objects.attach(thing, objects.Handle("pool", key))
    handle.extra = tasks.Pool(handle)
    log.tell(type="pool.created", pool=key, name=name[:200], size=size, **more)
    return handle


def ended(thing, how):
    """Reports once that a pool was closed or terminated, and that it is joined when all its workers have ended."""
    handle = objects.of(thing)
    if handle is None or handle.extra.ended in (how, "joined") or (how == "closed" and handle.extra.ended):
        return
    handle.extra.ended = how
    log.tell(type="pool." + how, pool=handle.key)


def enrolled(thing, key, slot, name=None, is_process=True):
    """In a worker that knows its slot: tells it. `thing` keeps the handle. Returns the handle and where the worker is.

    `is_process`: the whole process is this worker.
    """
    handle = objects.attach(thing, objects.Handle("pool", key))
    place = {"pool": key, "slot": slot, "worker": log.own_key()}
    if is_process:
        log.tell(tell="role", role="worker", name=name)
    log.tell(type="pool.worker.added", **place)
    log.tell(type="pool.worker.ready", **place)
    return handle, place


def text(name, args=""):
    """A task as the text of a record: what its user calls it, and its arguments."""
    return _short(name, 110) + b"\0" + _short(args, 60)


def _short(part, most):
    return part.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").encode()
