"""multiprocessing.managers: the server's process, queues that it owns, and calls of other proxies."""
from time import monotonic_ns as now

from . import log, objects, preview, processes, queues, sites

CALL = 60
failed = log.failed
_QUEUES = ("Queue", "JoinableQueue")

PATCHES = {
    "multiprocessing.managers": {
        "BaseManager._run_server": {"enter": "PROBE.serving()"},
        "BaseManager._create": {"returns": "PROBE.created(self, typeid, args, kwds, RESULT)"},
        "BaseManager.start": {"end": "PROBE.manager_started(self)"},
        "BaseProxy._callmethod": {
            "enter": "OP = PROBE.call_begins(self, methodname, args, kwds)",
            "returns": "if OP is not None: PROBE.call_ends(OP, RESULT)",
            "fail": "if OP is not None: PROBE.call_fails(OP)",
        },
    }
}

#: Keys of the processes that own proxied objects, by the manager's address.
_managers = {}
_objects = {}


def serving():
    log.tell(tell="role", role="manager")


def manager_started(manager):
    key = processes.key_of(manager._process)
    if key is not None:
        _managers[manager._address] = objects.Handle("process", key)


def _address(token):
    """Text for an address, which is a path or a host and port."""
    return token.address if type(token.address) is str else repr(token.address)


def created(manager, typeid, args, kwds, result):
    if typeid not in _QUEUES:
        return
    size = _argument(args, kwds, 0, "maxsize", 0)
    maxsize = size if type(size) is int and size > 0 else queues.UNBOUNDED
    queues.tell_created(_queue(result[0]), typeid, maxsize, "manager")


def _queue(token):
    key = "m:%s#%s" % (_address(token), token.id)
    handle = _objects.get(key)
    if handle is None:
        handle = _objects[key] = objects.Handle("queue", key)
    if handle.epoch != log.epoch:
        objects.renew(handle)
    return handle


def _argument(args, kwds, place, name, default):
    return args[place] if len(args) > place else kwds.get(name, default)


def call_begins(proxy, method, args, kwds):
    token = proxy._token
    if token.typeid in _QUEUES and method in ("put", "get", "put_nowait", "get_nowait"):
        return _queue_begins(token, method, args, kwds)
    handle = _managers.get(token.address)
    if handle is None:
        handle = _managers[token.address] = objects.Handle("manager", _address(token))
    if handle.epoch != log.epoch:
        objects.renew(handle)
    told = objects.is_reported(handle, now())
    text = ("%s\x01%s" % (token.typeid, method))[:180].encode("utf-8", "replace")
    op = log.begin(CALL, handle.number, sites.site(), None, 0, text)
    is_question = token.typeid in _QUEUES and method in ("full", "empty", "qsize")
    return (None, op, told, (_queue(token), method) if is_question else None)


def _queue_begins(token, method, args, kwds):
    handle = _queue(token)
    is_put = method.startswith("put")
    nowait = method.endswith("nowait")
    first = 1 if is_put else 0
    block = False if nowait else bool(_argument(args, kwds, first, "block", True))
    timeout = None if nowait else _argument(args, kwds, first + 1, "timeout", None)
    told = objects.is_reported(handle, now())
    text = preview.shown(_argument(args, kwds, 0, "item", None)) if is_put and told else b""
    kind = queues.PUT if is_put else queues.GET
    return (handle, log.begin(kind, handle.number, sites.site(), timeout, 1 if block else 0, text), told, is_put)


def call_ends(op, value):
    handle, begun, told, more = op
    at = now()
    if handle is None:
        if told or at - begun[2] > log.SLOW:
            log.end(begun, 0, 0, 0, None, at)
        else:
            log.drop(begun)
        if more is not None:
            queue, method = more
            if queue.answer.get(method) != value or told:
                queue.answer[method] = value
                question = ("full", "empty", "qsize").index(method)
                log.write(queues.CHECKED, queue.number, int(value), question, sites.site())
    elif told or at - begun[2] > log.SLOW:
        log.end(begun, 0, 0, 0, None if more else preview.shown(value), at)
    elif handle.epoch == log.epoch:
        log.words[handle.word + (0 if more else 1)] += 1
        log.drop(begun)


def call_fails(op):
    from queue import Empty, Full

    log.end(op[1], 1 if op[0] is None or log.is_raised(Empty, Full) else 2)
