from multiprocessing import Process, Queue
import time


def write(q):
    for value in ["A", "B", "C", None]:  # None: no more will come
        print("放入 %s 到队列..." % value)
        q.put(value)
        time.sleep(0.3)


def read(q):
    while True:
        value = q.get()
        if value is None:
            break
        print("从队列得到 %s" % value)


if __name__ == "__main__":
    q = Queue()
    pw = Process(target=write, name="写", args=(q,))
    pr = Process(target=read, name="读", args=(q,))
    pw.start()
    pr.start()
    print("写 pid=%d，读 pid=%d" % (pw.pid, pr.pid))
    pw.join()
    pr.join()
    print("所有数据都写入并且读完")
