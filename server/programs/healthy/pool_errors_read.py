"""An error in a pool is silent until somebody reads it: with get(), or with an error_callback."""
from multiprocessing import Pool
import time


def worker(msg):
    time.sleep(0.3)
    return 10 // msg


def complain(error):
    print("error_callback:", repr(error))


if __name__ == "__main__":
    po = Pool(3)
    results = [po.apply_async(worker, (i,)) for i in range(3)]
    watched = po.apply_async(worker, (0,), error_callback=complain)
    po.close()
    po.join()
    for i, result in enumerate(results):
        try:
            print("任务%d的结果: %d" % (i, result.get()))
        except ZeroDivisionError as error:
            print("任务%d出现错误: %r" % (i, error))
    print("watched.successful:", watched.successful())
