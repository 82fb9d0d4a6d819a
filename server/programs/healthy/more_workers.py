"""The same work by 1, 2, 4, 8 processes: beyond the number of cores it gets no faster."""
from multiprocessing import Pool, cpu_count
import time


def work(n):
    return sum(i * i for i in range(n))


if __name__ == "__main__":
    print("核数: %d" % cpu_count())
    for size in (1, 2, 4, 8):
        po = Pool(size)
        start = time.time()
        po.map(work, [150_000] * 16, chunksize=1)
        print("%d个进程: %.2f秒" % (size, time.time() - start))
        po.close()
        po.join()
