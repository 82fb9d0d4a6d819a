from multiprocessing import Manager, Pool
import random
import time


def copy_file(number, q):
    time.sleep(random.random() / 4)
    q.put(number)


if __name__ == "__main__":
    q = Manager().Queue()
    po = Pool(3)
    total = 20
    results = [po.apply_async(copy_file, (number, q)) for number in range(total)]
    po.close()
    for done in range(1, total + 1):
        q.get()
        # \r将光标的位置回退到本行开头的位置
        print("\r完成进度: %3d%%" % (done * 100 // total), end="", flush=True)
    print()
    po.join()
    for result in results:
        result.get()
