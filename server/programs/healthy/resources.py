"""A process owns memory, open files and sockets. All of it goes back when the process ends."""
from multiprocessing import Process
import os
import socket
import tempfile
import time


def run_proc():
    files = [tempfile.TemporaryFile() for _ in range(3)]
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    memory = bytearray(b"x") * (50 * 1024 * 1024)
    print("子进程 pid=%d 占用: 文件%d个 端口%d 内存%d MB"
          % (os.getpid(), len(files), server.getsockname()[1], len(memory) // 1024 // 1024))
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    time.sleep(1)


if __name__ == "__main__":
    p = Process(target=run_proc)
    p.start()
    p.join()
    print("子进程已结束，资源全部归还，退出码 %d" % p.exitcode)
