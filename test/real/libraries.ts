/** A program that uses a library with workers of its own, and what Forkscope has to know of them. */
interface LibraryProgram {
  readonly name: string
  /** Debian's packages that it needs. */
  readonly packages: readonly string[]
  /** Its files, by name. */
  readonly files: Readonly<Record<string, string>>
  /** Shell: runs it in the folder of its files. */
  readonly run: string
  readonly pool: string
  /** Names of the workers, where the library gives them; else how many there are. */
  readonly workers: readonly string[] | number
  /** Tasks as a user calls them, and how each ended: all of them. */
  readonly tasks: Readonly<Record<string, "done" | "failed">>
}

const calls = (count: number, name: (n: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), "done" as const]))

export const LIBRARIES: readonly LibraryProgram[] = [
  {
    name: "pytest-xdist",
    packages: ["python3-pytest-xdist"],
    files: {
      "test_a.py": "import pytest\n@pytest.mark.parametrize('n', range(8))\ndef test_n(n): assert n != 5\n",
      "test_b.py": "import pytest\ndef test_skipped(): pytest.skip('no')\n",
    },
    run: "/usr/bin/python3 -m pytest -q -n 2 -p no:cacheprovider",
    pool: "pytest-xdist",
    workers: ["gw0", "gw1"],
    tasks: {
      ...calls(8, (n) => `test_a.py::test_n[${n}]`),
      "test_a.py::test_n[5]": "failed",
      "test_b.py::test_skipped": "done",
    },
  },
  {
    name: "joblib",
    packages: ["python3-joblib"],
    files: {
      "main.py": `import time
from joblib import Parallel, delayed
def square(n):
    time.sleep(0.05)
    return n * n
if __name__ == "__main__":
    print(Parallel(n_jobs=2, batch_size=1)(delayed(square)(n) for n in range(6)))
`,
    },
    run: "/usr/bin/python3 main.py",
    pool: "MemmappingExecutor",
    workers: 2,
    tasks: calls(6, (n) => `square(${n})`),
  },
  {
    name: "billiard",
    packages: ["python3-billiard"],
    files: {
      "main.py": `from billiard.pool import Pool
def half(n): return 10 // n
if __name__ == "__main__":
    pool = Pool(2)
    results = [pool.apply_async(half, (n,)) for n in range(4)]
    for result in results:
        try: print(result.get())
        except ZeroDivisionError as error: print(error)
    print(pool.map(half, [5, 10], chunksize=1), list(pool.imap(half, [20])))
    pool.terminate()
`,
    },
    run: "/usr/bin/python3 main.py",
    pool: "Pool",
    workers: 2,
    tasks: {
      ...calls(4, (n) => `half(${n})`),
      "half(0)": "failed",
      "half(5)": "done",
      "half(10)": "done",
      "half(20)": "done",
    },
  },
  {
    name: "Celery",
    packages: ["python3-celery", "python3-billiard"],
    files: {
      "tasks.py": `from celery import Celery
app = Celery("tasks", broker="filesystem://")
app.conf.broker_transport_options = {"data_folder_in": "box", "data_folder_out": "box"}
@app.task
def add(x, y): return x + y
@app.task
def fail(x): raise KeyError(x)
`,
      "send.py": "from tasks import add, fail\nfor n in range(3): add.delay(n, 2)\nfail.delay(9)\n",
    },
    // A warm shutdown of these versions may never end.
    run: "mkdir box; /usr/bin/python3 send.py; timeout -s KILL 15 /usr/bin/python3 -m celery -A tasks worker -c 2 --without-gossip --without-mingle",
    pool: "Pool",
    workers: 2,
    tasks: { ...calls(3, (n) => `tasks.add(${n}, 2)`), "tasks.fail(9)": "failed" },
  },
  {
    name: "gunicorn",
    packages: ["gunicorn", "curl"],
    files: {
      "app.py": `def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
`,
    },
    run: `/usr/bin/python3 -m gunicorn -w 3 -b unix:socket app:app & server=$!; until [ -S socket ]; do sleep 0.1; done
for n in 0 1 2 3 4; do curl -s --unix-socket socket http://localhost/page/$n; done; kill $server; wait`,
    pool: "gunicorn",
    workers: 3,
    tasks: calls(5, (n) => `GET /page/${n}`),
  },
  {
    name: "gunicorn with threads",
    packages: ["gunicorn", "curl"],
    files: {
      "app.py": `def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
`,
    },
    run: `/usr/bin/python3 -m gunicorn -w 2 --threads 2 -b unix:socket app:app & server=$!; until [ -S socket ]; do sleep 0.1; done
for n in 0 1 2 3 4; do curl -s --unix-socket socket http://localhost/page/$n; done; kill $server; wait`,
    pool: "gunicorn",
    workers: 2,
    tasks: calls(5, (n) => `GET /page/${n}`),
  },
  {
    name: "Dask",
    packages: ["python3-distributed"],
    files: {
      "main.py": `from dask.distributed import Client, LocalCluster
def inc(n): return n + 1
def fail(n): raise KeyError(n)
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print(client.gather(client.map(inc, range(4))))
        try: client.submit(fail, 9).result()
        except KeyError as error: print(error)
`,
    },
    run: "/usr/bin/python3 main.py",
    pool: "Dask",
    workers: 2,
    tasks: { ...calls(4, (n) => `inc(${n})`), "fail(9)": "failed" },
  },
]
