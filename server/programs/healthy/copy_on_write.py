"""After fork the child shares the parent's 100 MB, and owns only the pages it writes to (写时拷贝)."""
from multiprocessing import Process, set_start_method
import os
import time

MB = 1024 * 1024
PAGE = 4096


def private_megabytes():
    """What the kernel counts as this process's own; None where it does not tell."""
    if not os.path.exists("/proc/self/smaps_rollup"):
        return None
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) // 1024


def run_proc():
    print("子进程 pid=%d 写之前: 私有内存 %s MB" % (os.getpid(), private_megabytes()))
    for start in range(0, len(data), 20 * MB):
        time.sleep(0.3)
        for place in range(start, start + 20 * MB, PAGE):
            data[place] = 1
        print("写了 %d MB: 私有内存 %s MB" % (start // MB + 20, private_megabytes()))
    time.sleep(0.3)


if __name__ == "__main__":
    set_start_method("fork")
    data = bytearray(b"x") * (100 * MB)
    p = Process(target=run_proc)
    p.start()
    p.join()
    print("父进程的数据没有变: %s" % (data.count(b"x") == len(data)))
