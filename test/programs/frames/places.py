"""Goes from one place in the code to the next; at each it prints the place and waits for a byte of standard input."""

import asyncio
import contextlib
import os
import runpy
import sys

from telling import go_on, here

wait = go_on()


def plain():
    here("in a function"); wait(1)


def several_lines(*_):
    return max(
        1,
        here("on a line within a call that takes several") or 2, wait(1) and 3,
    )


def recursion(depth):
    if depth == 0:
        here("in a recursion"); wait(1)
    else:
        recursion(depth - 1)


def comprehension():
    return [
        (here("in a comprehension"), wait(1))
        for _ in range(1)
    ]


def generator():
    def numbers():
        yield 1
        here("in a generator"); wait(1)
        yield 2

    def through():
        yield from numbers()

    return list(through()), all(here("in a generator expression") or wait(1) for _ in range(1))


def handlers():
    try:
        raise ValueError
    except ValueError:
        here("in a handler"); wait(1)
    finally:
        here("in a finally"); wait(1)
    with contextlib.suppress(KeyError):
        here("in a with"); wait(1)
    for number in range(3):
        if number < 2:
            continue
        here("in a loop"); wait(1)
    else:
        here("in an else"); wait(1)


class Body:
    here("in the body of a class"); wait(1)

    def __init__(self):
        here("in a constructor"); wait(1)

    @property
    def value(self):
        here("in a property"); wait(1)
        return 1


async def coroutine():
    await asyncio.sleep(0)
    await inner_coroutine()


async def inner_coroutine():
    here("in a coroutine"); wait(1)


def größe():
    here("in a name of Latin letters"); wait(1)


def 数():
    here("in a name of Chinese characters"); wait(1)


def called_by_library():
    return sorted([1], key=lambda _: here("in a lambda that a built-in calls") or wait(1))


def tracing():
    sys.settrace(lambda frame, *_: lambda *_: None)
    plain_traced()
    sys.settrace(None)


def plain_traced():
    here("in a traced function"); wait(1)


def generated(folder):
    """A function of 400 lines after line 70 000, in a file whose name needs four bytes a character."""
    file = os.path.join(folder, "long 🐍.py")
    body = "".join(f"    x = {n}\n" for n in range(400))
    stop = "    here(%r); wait(1)\n"
    with open(file, "w", encoding="utf-8") as out:
        out.write("from telling import go_on, here\nwait = go_on()\n")
        out.write("def long():\n" + body + stop % "at the end of a long function" + body + "long()\n")
        out.write("\n" * 70_000)
        out.write("def far():\n" + stop % "beyond line 65 535" + "far()\n")
        out.write("def gap():\n    x = 1" + "\n" * 300 + stop % "after a gap" + "gap()\n")
    runpy.run_path(file)


here("in the module"); wait(1)
plain()
several_lines()
recursion(5)
recursion(60)
comprehension()
generator()
handlers()
Body().value
asyncio.run(coroutine())
größe()
数()
called_by_library()
tracing()
generated(sys.argv[1])
