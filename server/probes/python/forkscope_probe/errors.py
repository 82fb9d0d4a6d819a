"""Exceptions that nothing catches: they end a process of multiprocessing, or a thread."""
import traceback
from _thread import get_native_id
from sys import exc_info

from . import log, preview, sites


def process_raised():
    _tell(None)


def thread_raised():
    _tell(get_native_id())


def _tell(thread):
    """Called while the exception is handled. SystemExit is the usual way to end either."""
    kind, error, trace = exc_info()
    if error is None or issubclass(kind, SystemExit):
        return
    lines = traceback.format_list(traceback.extract_tb(trace))
    text = "Traceback (most recent call last):\n" + "".join(lines)[-12000:]
    log.tell(type="process.raised", thread=thread, error=preview.error(error, text), site=sites.raised_at(trace))
