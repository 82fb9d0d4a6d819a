"""What a program can see of its asyncio tasks, locks and queues."""
import asyncio
import gc
import sys
import weakref


async def worker(number, queue, lock):
    while await queue.get() is not None:
        async with lock:
            await asyncio.sleep(0.001)
        queue.task_done()
    return number


async def fail():
    raise ValueError("not read")


async def main():
    queue, lock, event = asyncio.Queue(2), asyncio.Lock(), asyncio.Event()
    tasks = [asyncio.ensure_future(worker(number, queue, lock)) for number in range(3)]
    print(tasks[0].get_name(), weakref.getweakrefcount(lock), tasks[0].get_coro().__qualname__, weakref.getweakrefcount(queue))
    for item in range(6):
        await queue.put(item)
    await queue.join()
    for _ in tasks:
        await queue.put(None)
    print(await asyncio.gather(*tasks), repr(tasks[1]).replace(__file__, ""))
    for nothing in (queue.get_nowait, lambda: [queue.put_nowait(item) for item in range(3)]):
        try:
            nothing()
        except (asyncio.QueueEmpty, asyncio.QueueFull) as error:
            print(type(error), error.__traceback__.tb_next is not None)
    waiting = asyncio.ensure_future(event.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    try:
        await asyncio.wait_for(asyncio.shield(event.wait()), 0.01)
    except asyncio.TimeoutError:
        print("timed out", waiting.cancelled(), waiting)
    try:
        lock.release()
    except RuntimeError as error:
        print(error)
    print(repr(lock)[-12:], repr(queue)[-33:], sorted(name for name in vars(event) if name != "_forkscope"))
    asyncio.ensure_future(fail())
    await asyncio.sleep(0.01)
    gc.collect()
    asyncio.ensure_future(asyncio.Event().wait())


asyncio.run(main(), debug="debug" in sys.argv)
