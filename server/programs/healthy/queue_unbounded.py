"""Queue() without a length still has one: the largest value a semaphore of the platform can have."""
from multiprocessing import Queue
from multiprocessing.synchronize import SEM_VALUE_MAX

q = Queue()
print("最大长度:", SEM_VALUE_MAX)
for i in range(2000):
    q.put(i)
print("放了2000条消息，full:", q.full())
print("取出的总和:", sum(q.get() for _ in range(2000)))
