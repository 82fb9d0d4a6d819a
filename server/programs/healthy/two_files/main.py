"""A program of two files: the work is in helpers.py beside this one."""
from multiprocessing import Process, Queue

from helpers import count_words

TEXTS = ["程序 进程", "就绪态 执行态 等待态", "消息队列", "进程池 任务 结果 错误"]

if __name__ == "__main__":
    q = Queue()
    processes = [Process(target=count_words, args=(text, q)) for text in TEXTS]
    for p in processes:
        p.start()
    print("pids: %s" % [p.pid for p in processes])
    counts = [q.get() for _ in processes]
    for p in processes:
        p.join()
    print("words: %s, together %d" % (sorted(counts), sum(counts)))
