import multiprocessing
import queue


def inner(values):
    return values["a"]["b"] + 1 / 0


def child(q):
    q.put(lambda: None)
    q.get(timeout=0.3)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    q = multiprocessing.Queue(1)
    try:
        q.get(timeout=0.05)
    except queue.Empty:
        import traceback

        traceback.print_exc()
    process = multiprocessing.Process(target=child, args=(q,))
    process.start()
    process.join()
    print(process.exitcode)
    with multiprocessing.Pool(1) as pool:
        try:
            pool.apply(inner, ({"a": {"b": 2}},))
        except ZeroDivisionError:
            traceback.print_exc()
    inner({"a": {"b": 2}})
