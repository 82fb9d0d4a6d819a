import type { Texts } from "./texts.ts"

const DRAIN = "Take everything out of the queue first (call get() until all items have come), then join()."

export const en: Texts = {
  comma: ", ",
  and: " and ",
  between: "; ",
  brackets: " (*)",
  links: {
    acquire: "{who} waits for {what}{at?}, which only {next} could release or set",
    "acquire.held": "{who} waits for {what}{at?}, which {next} has since {heldAt}",
    join: "{who} waits for {next} to end{at?}",
    get: "{who} waits for an item in {what}{at?}, which {next} would have to put",
    put: "{who} waits for room in {what}{at?}, which {next} would have to make with a get()",
    recv: "{who} waits for a message from {what}{at?}, which {next} would have to send",
    send: "{who} waits for room in {what}{at?}, which {next} would have to make with a recv()",
    result: "{who} waits for a result of {what}{at?}, on which {next} works",
    call: "{who} waits for {what}{at?}, which {next} would have to answer",
    sleep: "{who} sleeps{at?}",
  },
  findings: {
    "deadlock.cycle": {
      title: "Deadlock: {names} wait for each other",
      text: "{chain}. Each waits for what another of them has or would have to do first, so none of them ever goes on.",
      advice:
        "Break the circle: take locks in the same order everywhere, put or send before you get or receive, or give one of the waits a timeout.",
    },
    "deadlock.self": {
      title: "Deadlock: {names} waits for itself",
      text: "{chain}. Only itself could end that wait, so it never does.",
      advice: "Do not take a Lock twice in one thread: use an RLock, or release it before you take it again.",
    },
    "deadlock.put": {
      title: "{names} {names|waits|wait} for room in {what} for ever",
      text: "{names} {names|waits|wait} in put(){at?}: {what} is full with {depth} {depth|item|items}, and nobody is left who could get() one.",
      advice: "Let another process get() while this one puts, use a longer queue, or call put() with a timeout.",
    },
    "deadlock.send": {
      title: "{names} {names|sends|send} into a full pipe for ever",
      text: "{names} {names|waits|wait} in send(){at?}: {what} is full, and nobody is left who could recv() from its other end.",
      advice: "Let the other end recv() before, or send less at a time: a pipe holds about 64 kB.",
    },
    "deadlock.event": {
      title: "Nobody is left to set {what}",
      text: "{names} {names|waits|wait} for the event {what}{at?}. Everyone who could set() it has ended or waits, too.",
      advice: "Make sure that set() is called on every path, also after an error; or wait with a timeout.",
    },
    "deadlock.condition": {
      title: "Nobody is left to notify {what}",
      text: "{names} {names|waits|wait} for the condition {what}{at?}. Everyone who could notify() it has ended or waits, too.",
      advice: "Check what you wait for before wait() (or use wait_for()): a notify() that came before is lost.",
    },
    "deadlock.barrier": {
      title: "Too few come to {what}",
      text: "{names} {names|waits|wait} at the barrier {what}{at?}. Nobody is left who could come, too.",
      advice: "Make the Barrier for as many as really come, and abort() it when one of them fails.",
    },
    "deadlock.other": {
      title: "{names} {names|waits|wait} for ever",
      text: "{names} {names|waits|wait} for {what}{at?}, and nobody is left who could end that wait.",
      advice: "Look who was to release it: that one has ended or waits, too. A timeout turns the hang into an error.",
    },
    "join-before-drain.feeder": {
      title: "join() before {what} is empty",
      text: "{names} {names|waits|wait} for {child} to end{at?}. It cannot: {count} {count|item|items} that it put {count|is|are} still on the way into {what}, the pipe is full, and nobody gets any.",
      advice: DRAIN,
    },
    "join-before-drain.full": {
      title: "join() while {child} waits for room in {what}",
      text: "{names} {names|waits|wait} for {child} to end{at?}. It cannot: it waits in put(){putAt?}, since {what} is full with {count} {count|item|items}, and nobody is left who gets any.",
      advice: DRAIN,
    },
    "join-before-drain.tasks": {
      title: "join() of {what}, whose items nobody finishes",
      text: "{names} {names|waits|wait} until every item of {what} is done{at?}. {count} {count|is|are} not, and nobody is left who could call task_done().",
      advice:
        "Call task_done() once for every get(), also after an error, and keep the consumers alive until the queue is done.",
    },
    "get-without-put.ended": {
      title: "{names} {names|waits|wait} in get() for ever",
      text: "{names} {names|waits|wait} in get(){at?} at {what}, which is empty. {puts} {puts|item was|items were} put, {gets} {gets|was|were} got, and whoever put them has ended: {gone}.",
      advice:
        "Tell the consumer when there is no more: put a last item such as None for each one, or get() with a timeout.",
    },
    "get-without-put.done": {
      title: "{names} {names|waits|wait} in get() for ever",
      text: "{names} {names|waits|wait} in get(){at?} at {what}, which is empty. {puts} {puts|item was|items were} put and {gets} got; {left} could put more, but waits for others to end and puts nothing before.",
      advice: "Before join(), put a last item such as None for each consumer, so that it knows when to stop.",
    },
    "get-without-put.never": {
      title: "{names} {names|waits|wait} in get() for ever",
      text: "{names} {names|waits|wait} in get(){at?} at {what}. Nobody ever put anything there, and nobody is left who could.",
      advice: "Start the producer before you wait, look whether it failed, and hand the same queue to both.",
    },
    "get-without-put.recv": {
      title: "{names} {names|waits|wait} for a message that nobody will send",
      text: "{names} {names|waits|wait} in recv(){at?} from {what}. {puts} {puts|message was|messages were} sent, {gets} received, and nobody is left who could send more.",
      advice:
        "Close the ends that a process does not use: then recv() ends with EOFError when the last sender is gone.",
    },
    "killed-holder.lock": {
      title: "{what} is held by a process that has ended",
      text: "{who} took {what}{heldAt?} and ended (exit code {code}) without releasing it. {names} {names|waits|wait} for it{at?} and will never get it.",
      advice:
        "Do not terminate() or kill() a process that may hold a lock: let it end by itself, e.g. with an Event; take locks by `with`.",
    },
    "killed-holder.queue": {
      title: "{what} was broken when {who} ended inside get()",
      text: "{who} ended (exit code {code}) inside get(){heldAt?} and took the queue's own lock with it. {names} {names|waits|wait} in get(){at?} for ever, although {depth} {depth|item is|items are} there.",
      advice:
        "Do not terminate() or kill() a process that uses a queue: send it a last item such as None, and let it end by itself.",
    },
    "killed-holder.task": {
      title: "A task of {what} was lost with its worker",
      text: "{who} ended (exit code {code}) while it worked on {task}. The pool started another worker, but not the task again: {names} {names|waits|wait} for it{at?} for ever.",
      advice:
        "Never kill a pool's workers. concurrent.futures.ProcessPoolExecutor notices it and raises BrokenProcessPool.",
    },
    "swallowed-error.one": {
      title: "An error in {what} that nobody has read",
      text: "{task}, submitted by {who}{at?}, failed with {error}. A pool keeps an error until someone asks for the result, and nobody has.",
      advice: "Keep what apply_async() returns and call get() on it, or give it an error_callback.",
    },
    "swallowed-error.many": {
      title: "{count} errors in {what} that nobody has read",
      text: "{count} tasks submitted by {who} failed, the first was {task}{at?} with {error}. A pool keeps an error until someone asks for the result, and nobody has.",
      advice: "Keep what apply_async() returns and call get() on each, or give it an error_callback.",
    },
    "queue-in-pool.queue": {
      title: "A plain Queue was handed to {what}",
      text: "{who} handed {task} to {what}{at?}. A {object} cannot travel to a worker that already runs: {count|the task|{count} tasks} failed before {count|it|they} began.",
      advice:
        "Use Manager().Queue(), or hand the queue to the workers when they start: Pool(initializer=…, initargs=(q,)).",
    },
    "queue-in-pool.other": {
      title: "A {object} was handed to {what}",
      text: "{who} handed {task} to {what}{at?}. A {object} cannot travel to a worker that already runs: {count|the task|{count} tasks} failed before {count|it|they} began.",
      advice:
        "Use the {object} of a Manager(), or hand it to the workers when they start: Pool(initializer=…, initargs=(…,)).",
    },
    "zombie.one": {
      title: "A zombie: {names} has ended and was not joined",
      text: "{names}, started by {who}{at?}, has ended, but its parent has not asked for the exit code. Until then its entry stays in the kernel's table.",
      advice: "Call join() on it (or is_alive(), or active_children()).",
    },
    "zombie.many": {
      title: "{count} zombies: children that have ended and were not joined",
      text: "{names}{more> and {more} more} were started by {who}{at?} and have ended, but their parent has not asked for their exit codes. Until then their entries stay in the kernel's table.",
      advice: "Call join() on each of them (or active_children() now and then).",
    },
    "orphan.one": {
      title: "An orphan: {names} lives on without its parent",
      text: "{parent} started {names}{at?} and ended before it. Nobody of the program waits for it any more.",
      advice:
        "join() children before you end, or make them daemons (daemon=True) if they are to end with their parent.",
    },
    "orphan.many": {
      title: "{count} orphans live on without their parent",
      text: "{parent} started {names}{more> and {more} more}{at?} and ended before them. Nobody of the program waits for them any more.",
      advice:
        "join() children before you end, or make them daemons (daemon=True) if they are to end with their parent.",
    },
    "never-joined.ended": {
      title: "{count} children were started and never joined",
      text: "{who} started {count} processes{at?}; {ended} of them have ended, and it never called join() on any.",
      advice: "Keep the Process objects and join() them, or use a Pool.",
    },
    "never-joined.failed": {
      title: "{count} children were started and never joined; {failed} failed",
      text: "{who} started {count} processes{at?}; {ended} of them have ended, {failed} with an error, and it never called join() or looked at an exit code.",
      advice: "Keep the Process objects, join() them and look at exitcode, or use a Pool.",
    },
    "process-leak": {
      title: "Processes leak: {count} and growing",
      text: "{who} started {count} processes in {seconds} s{at?}. None of them has ended, none was joined.",
      advice: "Let a fixed number of processes do the work (a Pool), or end and join() each when its work is done.",
    },
    oversubscribed: {
      title: "{count} busy processes on {cores} {cores|core|cores}",
      text: "{names}{more> and {more} more} all want to run, but only {cores} can at a time. Each spends {share} % of its time in line for a CPU.",
      advice: "For computing, start no more processes than there are cores: Pool() without a number does so.",
    },
    straggler: {
      title: "{idle} of {size} slots of {what} are idle, up to {count} {count|call waits|calls wait}",
      text: "{who} {who|works|work} on {task}{at?}, and up to {count} more {count|call|calls} can only come after it: they were handed over together, in one chunk.",
      advice: "Use a smaller chunksize (chunksize=1 for long tasks), and put the long tasks first.",
    },
    "hot-lock": {
      title: "{what} takes most of the time",
      text: "{names}{more> and {more} more} spent {share} % of the last two seconds waiting for {what}: they take turns instead of working side by side.",
      advice:
        "Hold the lock for less: work outside, lock only to hand over the result; or give each process data of its own.",
    },
  },
}
