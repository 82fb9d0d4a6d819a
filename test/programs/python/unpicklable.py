import multiprocessing
import sys


class Loud:
    def __repr__(self):
        raise RuntimeError("never shown")

    __str__ = __repr__

    def __eq__(self, other):
        raise RuntimeError("never compared")

    __hash__ = None


def fails(_):
    raise ValueError("no")


def returns(_):
    return lambda: None


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    q = multiprocessing.Queue()
    q.put(Loud())
    print(type(q.get()).__name__)
    with multiprocessing.Pool(2) as pool:
        for task in (fails, returns, lambda _: 1):
            try:
                print(pool.apply_async(task, (1,)).get(10))
            except Exception as error:
                print(type(error).__name__, str(error)[:60].split("at 0x")[0])
    q.put(lambda: None)
    q.put("after")
    print(q.get())
    sys.stdout.flush()
