from multiprocessing import Process
import time

ROUNDS = 3  # put `while True` in place of the for loops, and it never ends


def run_proc():
    """子进程需要执行的代码"""
    for _ in range(ROUNDS):
        print("---2---")
        time.sleep(1)


if __name__ == "__main__":
    p = Process(target=run_proc)
    p.start()
    for _ in range(ROUNDS):
        print("---1---")
        time.sleep(1)
    p.join()
