"""signal: for which signals a function of the program runs."""
from . import log

failed = log.failed

PATCHES = {
    "signal": {
        # The function itself overwrites `handler` with the one before.
        "signal": {"enter": "OP = (signalnum, handler)", "returns": "PROBE.set_handler(*OP)"},
    }
}

#: The numbers of the signals that the program handles with a function.
handled = set()


def set_handler(number, handler):
    from signal import default_int_handler

    number = int(number)
    is_function = callable(handler) and handler is not default_int_handler
    if is_function is (number in handled):
        return
    (handled.add if is_function else handled.discard)(number)
    _tell(number, is_function)


def forked():
    """In the child of a fork: the handlers are as in the parent."""
    for number in sorted(handled):
        _tell(number, True, isInherited=True)


def _tell(number, is_function, **more):
    from signal import Signals

    try:
        name = Signals(number).name
    except ValueError:
        return  # One of the real-time signals, which have no names.
    if name.isalnum():
        log.tell(type="process.handler.set", signal=name, isFunction=is_function, **more)
