"""close() first, then join(): the other way round is refused, and so is a task that comes too late."""
from multiprocessing import Pool
import time


def worker(msg):
    time.sleep(0.5)
    return msg


if __name__ == "__main__":
    po = Pool(3)
    results = [po.apply_async(worker, (i,)) for i in range(6)]
    try:
        po.join()
    except ValueError as error:
        print("join在close之前: ValueError:", error)
    po.close()
    try:
        po.apply_async(worker, (6,))
    except ValueError as error:
        print("close之后的任务: ValueError:", error)
    po.join()
    print("完成的任务:", [result.get() for result in results])
