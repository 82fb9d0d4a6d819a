"""Every task fails, and nothing says so: the results are never asked for (在使用进程池中出现错误，不会显示)."""
from multiprocessing import Pool
import os
import time


def worker(msg):
    print(msg + "开始执行")  # msg is a number: TypeError


if __name__ == "__main__":
    print("main pid=%d" % os.getpid(), flush=True)
    po = Pool(3)
    for i in range(0, 10):
        po.apply_async(worker, (i,))

    print("---start---", flush=True)
    po.close()
    po.join()
    print("---end---", flush=True)
    time.sleep(28)  # and the program goes on as if all were well
