from multiprocessing import Manager, Pool
import os
import time


def writer(q):
    print("writer启动，pid=%d" % os.getpid())
    for i in "消息1 消息2 消息3".split():
        q.put(i)
        time.sleep(0.2)


def reader(q):
    print("reader启动，pid=%d" % os.getpid())
    for _ in range(3):
        print("reader从Queue获取到消息：%s" % q.get())


if __name__ == "__main__":
    print("主进程 pid=%d" % os.getpid())
    q = Manager().Queue()  # 用Manager中的Queue，才能传递到进程池中的进程
    po = Pool(3)
    tasks = [po.apply_async(writer, (q,)), po.apply_async(reader, (q,))]
    po.close()
    po.join()
    for task in tasks:
        task.get()
    print("结束，队列剩余 %d" % q.qsize())
