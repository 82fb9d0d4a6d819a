import type { Texts } from "./texts.ts"

const DRAIN = "先把消息队列取空（一直 get()，直到消息全部取完），再 join()。"
const REAP = "对它们调用 join()（或者 is_alive()、active_children()）。"
const LEAVE = "主进程结束之前先 join() 子进程；如果子进程应当随父进程一起结束，就设置 daemon=True。"

export const zh: Texts = {
  comma: "、",
  and: "和",
  between: "；",
  brackets: "（*）",
  links: {
    acquire: "{who} 在等待 {what}{at?}，只有 {next} 能释放或设置它",
    "acquire.held": "{who} 在等待 {what}{at?}，而它在 {next} 手里（{heldAt} 取得）",
    join: "{who} 在等待 {next} 结束{at?}",
    get: "{who} 在等待 {what} 里的消息{at?}，而消息要由 {next} 放入",
    put: "{who} 在等待 {what} 腾出位置{at?}，而要由 {next} 来 get()",
    recv: "{who} 在等待 {what} 的消息{at?}，而消息要由 {next} 发送",
    send: "{who} 在等待 {what} 腾出位置{at?}，而要由 {next} 来 recv()",
    result: "{who} 在等待 {what} 的结果{at?}，而这个任务由 {next} 执行",
    call: "{who} 在等待 {what}{at?}，而要由 {next} 来回应",
    sleep: "{who} 在睡眠{at?}",
  },
  findings: {
    "deadlock.cycle": {
      title: "死锁：{names}互相等待",
      text: "{chain}。每一个都在等另一个手里的东西，或者等另一个先做的事，所以谁也无法继续。",
      advice: "打破这个环：所有进程按同样的顺序取锁；先 put 或 send，再 get 或 recv；或者给其中一个等待加上超时。",
    },
    "deadlock.self": {
      title: "死锁：{names} 在等待自己",
      text: "{chain}。只有它自己能结束这个等待，所以永远等不到。",
      advice: "同一个线程不要两次取得同一个 Lock：改用 RLock，或者先释放再取得。",
    },
    "deadlock.put": {
      title: "{names} 永远等不到 {what} 的空位",
      text: "{names} 停在 put(){at?}：{what} 已满，有 {depth} 条消息，而且再也没有谁能 get()。",
      advice: "让另一个进程同时 get()，或者用更长的消息队列，或者给 put() 加上超时。",
    },
    "deadlock.send": {
      title: "{names} 向写满的管道发送",
      text: "{names} 停在 send(){at?}：{what} 已写满，而且再也没有谁能在另一端 recv()。",
      advice: "让另一端先 recv()，或者每次少发一些：管道大约只能容纳 64 kB。",
    },
    "deadlock.event": {
      title: "再也没有谁能设置 {what}",
      text: "{names} 在等待事件 {what}{at?}。能够 set() 它的进程都已结束，或者自己也在等待。",
      advice: "确保任何情况下（包括出错之后）都会调用 set()，或者等待时加上超时。",
    },
    "deadlock.condition": {
      title: "再也没有谁能通知 {what}",
      text: "{names} 在等待条件 {what}{at?}。能够 notify() 它的进程都已结束，或者自己也在等待。",
      advice: "wait() 之前先检查条件（或者用 wait_for()）：提前到来的 notify() 会丢失。",
    },
    "deadlock.barrier": {
      title: "到达 {what} 的太少",
      text: "{names} 停在屏障 {what}{at?}，再也没有谁会到达。",
      advice: "Barrier 的数目要和真正到达的一样多；其中一个出错时调用 abort()。",
    },
    "deadlock.other": {
      title: "{names} 永远等待",
      text: "{names} 在等待 {what}{at?}，再也没有谁能结束这个等待。",
      advice: "看看本该由谁来释放：它已经结束，或者自己也在等待。加上超时，就会报错而不是卡住。",
    },
    "join-before-drain.feeder": {
      title: "{what} 还没取完就 join()",
      text: "{names} 在等待 {child} 结束{at?}。但是它结束不了：它放入 {what} 的消息还有 {count} 条没有写进管道，管道已满，又没有谁来取。",
      advice: DRAIN,
    },
    "join-before-drain.full": {
      title: "{child} 还在等待 {what} 的空位就 join()",
      text: "{names} 在等待 {child} 结束{at?}。但是它结束不了：它停在 put(){putAt?}，因为 {what} 已满，有 {count} 条消息，又没有谁来取。",
      advice: DRAIN,
    },
    "join-before-drain.tasks": {
      title: "等待 {what} 完成，却没有谁来完成",
      text: "{names} 在等待 {what} 的每一条消息都处理完{at?}。还有 {count} 条没有完成，而且再也没有谁会调用 task_done()。",
      advice: "每次 get() 之后都要调用一次 task_done()（出错之后也要），消费者要一直运行到队列处理完。",
    },
    "get-without-put.ended": {
      title: "{names} 的 get() 永远等不到消息",
      text: "{names} 停在 get(){at?}，消息队列 {what} 是空的。一共放入 {puts} 条，取出 {gets} 条，放消息的进程已经结束：{gone}。",
      advice: "没有更多消息时要告诉消费者：给每个消费者放一条最后的消息（比如 None），或者给 get() 加上超时。",
    },
    "get-without-put.done": {
      title: "{names} 的 get() 永远等不到消息",
      text: "{names} 停在 get(){at?}，消息队列 {what} 是空的。一共放入 {puts} 条，取出 {gets} 条；{left} 本来还能放，但它正在等别的进程结束，不会再放。",
      advice: "join() 之前，给每个消费者放一条最后的消息（比如 None），让它知道可以结束了。",
    },
    "get-without-put.never": {
      title: "{names} 的 get() 永远等不到消息",
      text: "{names} 停在 get(){at?}，等待消息队列 {what}。从来没有谁放过消息，也再没有谁能放。",
      advice: "先启动生产者再等待，看看它是否出错，并且确认双方用的是同一个消息队列。",
    },
    "get-without-put.recv": {
      title: "{names} 在等待没有谁会发送的消息",
      text: "{names} 停在 recv(){at?}，等待 {what}。一共发送 {puts} 条，收到 {gets} 条，再也没有谁能发送。",
      advice: "每个进程关闭自己不用的那一端：最后一个发送者结束以后，recv() 就会以 EOFError 结束。",
    },
    "killed-holder.lock": {
      title: "{what} 在一个已经结束的进程手里",
      text: "{who} 取得了 {what}{heldAt?}，没有释放就结束了（退出码 {code}）。{names} 在等待它{at?}，永远等不到。",
      advice: "不要对可能拿着锁的进程调用 terminate() 或 kill()：让它自己结束（比如用 Event 通知），并用 with 取锁。",
    },
    "killed-holder.queue": {
      title: "{who} 在 get() 中被结束，{what} 坏了",
      text: "{who} 在 get() 中结束{heldAt?}（退出码 {code}），带走了消息队列自己的锁。{names} 永远停在 get(){at?}，虽然里面有 {depth} 条消息。",
      advice:
        "不要对正在使用消息队列的进程调用 terminate() 或 kill()：给它放一条最后的消息（比如 None），让它自己结束。",
    },
    "killed-holder.task": {
      title: "{what} 的一个任务和它的进程一起没了",
      text: "{who} 正在执行 {task} 时结束了（退出码 {code}）。进程池补上了新的进程，但不会重新执行这个任务：{names} 永远等不到它{at?}。",
      advice:
        "不要杀死进程池里的进程。concurrent.futures.ProcessPoolExecutor 能发现这种情况，并抛出 BrokenProcessPool。",
    },
    "swallowed-error.one": {
      title: "{what} 里有一个没有人看到的错误",
      text: "{who} 提交的任务 {task}{at?} 出现错误：{error}。在使用进程池中出现错误，不会显示，除非有人来取结果。",
      advice: "保存 apply_async() 的返回值并对它调用 get()，或者传入 error_callback。",
    },
    "swallowed-error.many": {
      title: "{what} 里有 {count} 个没有人看到的错误",
      text: "{who} 提交的 {count} 个任务出现错误，第一个是 {task}{at?}：{error}。在使用进程池中出现错误，不会显示，除非有人来取结果。",
      advice: "保存 apply_async() 的返回值并逐个调用 get()，或者传入 error_callback。",
    },
    "queue-in-pool.queue": {
      title: "普通的 Queue 交给了进程池 {what}",
      text: "{who} 把 {task} 交给了 {what}{at?}。普通的 {object} 不能传递给已经在运行的进程：{count} 个任务还没开始就失败了。",
      advice: "改用 Manager().Queue()，或者在进程启动时传递：Pool(initializer=…, initargs=(q,))。",
    },
    "queue-in-pool.other": {
      title: "{object} 交给了进程池 {what}",
      text: "{who} 把 {task} 交给了 {what}{at?}。{object} 不能传递给已经在运行的进程：{count} 个任务还没开始就失败了。",
      advice: "改用 Manager() 的 {object}，或者在进程启动时传递：Pool(initializer=…, initargs=(…,))。",
    },
    "zombie.one": {
      title: "僵尸进程：{names} 已经结束，却没有被 join",
      text: "{who} 启动的 {names}{at?} 已经结束，但是父进程没有来取退出码。在那之前，内核的进程表里一直留着它。",
      advice: REAP,
    },
    "zombie.many": {
      title: "{count} 个僵尸进程：子进程已经结束，却没有被 join",
      text: "{who} 启动的 {names}{more>等另外 {more} 个}{at?} 已经结束，但是父进程没有来取退出码。在那之前，内核的进程表里一直留着它们。",
      advice: REAP,
    },
    "orphan.one": {
      title: "孤儿进程：{names} 的父进程已经结束",
      text: "{parent} 启动了 {names}{at?}，却先结束了。程序里再也没有谁等待它。",
      advice: LEAVE,
    },
    "orphan.many": {
      title: "{count} 个孤儿进程：父进程已经结束",
      text: "{parent} 启动了 {names}{more>等另外 {more} 个}{at?}，却先结束了。程序里再也没有谁等待它们。",
      advice: LEAVE,
    },
    "never-joined.ended": {
      title: "启动了 {count} 个子进程，从来没有 join",
      text: "{who} 启动了 {count} 个子进程{at?}；其中 {ended} 个已经结束，它从来没有调用过 join()。",
      advice: "保存 Process 对象并调用 join()，或者使用进程池 Pool。",
    },
    "never-joined.failed": {
      title: "启动了 {count} 个子进程，从来没有 join，其中 {failed} 个出错",
      text: "{who} 启动了 {count} 个子进程{at?}；其中 {ended} 个已经结束，{failed} 个出错，它从来没有调用过 join()，也没有看过退出码。",
      advice: "保存 Process 对象，调用 join() 并检查 exitcode，或者使用进程池 Pool。",
    },
    "process-leak": {
      title: "进程泄漏：已有 {count} 个，还在增加",
      text: "{who} 在 {seconds} 秒里启动了 {count} 个子进程{at?}，没有一个结束，也没有一个被 join。",
      advice: "用固定数目的进程来完成工作（进程池 Pool），或者每个进程做完工作就结束并 join()。",
    },
    oversubscribed: {
      title: "{count} 个忙碌的进程，只有 {cores} 个核",
      text: "{names}{more>等另外 {more} 个}都要运行，但是同时只能运行 {cores} 个。每个进程有 {share} % 的时间处于就绪态，排队等待 CPU。",
      advice: "计算任务的进程数不要超过核数：Pool() 不写数字时就是核数。",
    },
    straggler: {
      title: "{what} 的 {size} 个进程中有 {idle} 个空闲，最多还有 {count} 个调用在等",
      text: "{who} 正在执行 {task}{at?}，另外最多 {count} 个调用只能排在它后面：它们是作为一块一起交出去的。",
      advice: "把 chunksize 设小一些（长任务用 chunksize=1），并且把长任务放在前面。",
    },
    "hot-lock": {
      title: "时间大多花在等待 {what} 上",
      text: "最近两秒里，{names}{more>等另外 {more} 个进程}有 {share} % 的时间在等待 {what}：它们轮流执行，而不是同时执行。",
      advice: "缩短拿着锁的时间：在锁外面计算，只在交出结果时取锁；或者让每个进程有自己的数据。",
    },
  },
}
