/** A program that others wrote, and how it is run. */
export interface RealProgram {
  readonly name: string
  /** Debian's packages that it needs. */
  readonly packages?: readonly string[]
  /** npm's packages that it needs; their commands are in PATH. */
  readonly npm?: readonly string[]
  /** Shell: makes the files that it works on, in an empty folder. */
  readonly prepare?: string
  /** Shell: runs it in that folder. */
  readonly run: string
  /** What differs from run to run in its output: times, PIDs, paths. */
  readonly varies?: RegExp
  /** Its processes write side by side, so the order of the lines differs from run to run. */
  readonly isUnordered?: boolean
  /** It refuses to run as root. */
  readonly isForUsersOnly?: boolean
  /** It makes as many processes as it happens to need: the numbers of two runs differ. */
  readonly isElastic?: boolean
}

const C_FILES = `
for i in $(seq 20); do echo "int f$i(void) { return $i; }" > f$i.c; done
echo 'int main(void) { return 0; }' > main.c`

export const PROGRAMS: readonly RealProgram[] = [
  {
    name: "make",
    packages: ["make", "gcc", "libc6-dev"],
    prepare: `${C_FILES}
printf 'OBJ := $(patsubst %%.c,%%.o,$(wildcard *.c))\\nprog: $(OBJ)\\n\\tgcc -o $@ $^\\n%%.o: %%.c\\n\\tgcc -c -o $@ $<\\n' > Makefile`,
    run: "make -j8",
    isUnordered: true,
  },
  {
    name: "cmake and ninja",
    packages: ["cmake", "ninja-build", "gcc", "libc6-dev"],
    prepare: `${C_FILES}
printf 'cmake_minimum_required(VERSION 3.10)\\nproject(p C)\\nfile(GLOB S *.c)\\nadd_executable(prog \${S})\\n' > CMakeLists.txt`,
    run: "cmake -G Ninja . >/dev/null && ninja",
    varies: /\d+\/\d+/g,
    isUnordered: true,
  },
  {
    name: "autoconf and configure",
    packages: ["autoconf", "gcc", "libc6-dev"],
    prepare:
      "printf 'AC_INIT([p],[1])\\nAC_PROG_CC\\nAC_CHECK_HEADERS([stdio.h unistd.h])\\nAC_CHECK_FUNCS([fork vfork])\\nAC_OUTPUT\\n' > configure.ac",
    run: "autoconf && ./configure",
  },
  {
    name: "meson",
    packages: ["meson", "ninja-build", "gcc", "libc6-dev"],
    prepare: `${C_FILES}
printf "project('p', 'c')\\nexecutable('prog', run_command('sh', '-c', 'ls *.c', check: true).stdout().strip().split())\\n" > meson.build`,
    run: "meson setup build >/dev/null && ninja -C build",
    varies: /\d+\/\d+|Directory .*/g,
    isUnordered: true,
  },
  {
    name: "scons",
    packages: ["scons", "gcc", "libc6-dev"],
    prepare: `${C_FILES}
echo "Program('prog', Glob('*.c'))" > SConstruct`,
    run: "scons -j4",
    isUnordered: true,
  },
  { name: "xargs", run: "seq 60 | xargs -P8 -n1 sh -c 'echo $0'", isUnordered: true },
  {
    name: "parallel",
    packages: ["parallel"],
    run: "seq 30 | parallel --will-cite -j4 'echo {}'",
    isUnordered: true,
    isElastic: true,
  },
  {
    name: "find",
    prepare: "for i in $(seq 40); do echo $i > $i.txt; done",
    run: "find . -name '*.txt' -exec md5sum {} ';'",
  },
  {
    name: "tar",
    packages: ["xz-utils", "bzip2"],
    prepare: "seq 100000 > data",
    run: "tar czf a.tgz data && tar cJf a.txz data && tar cjf a.tbz data && for a in a.t*; do tar xf $a -O | md5sum; done",
  },
  {
    name: "git",
    packages: ["git"],
    run: `export HOME=$PWD; git config --global user.email a@b; git config --global user.name a; git init -q one; cd one
for i in 1 2 3 4 5; do echo $i > file; git add file; git commit -qm "change $i"; done
git gc -q; cd ..; git clone -q one two; git -C two log --oneline --format=%s`,
  },
  {
    name: "bash",
    packages: ["bash"],
    prepare: `cat > script.sh <<'END'
count() { for i in $(seq $1); do echo $i; done | wc -l; }
trap 'echo ended' EXIT
for n in 1 2 3 4 5; do x=$(count $n); (( x == n )) || exit 1; ( exit $n ); echo "$n $?"; done
diff <(seq 5) <(seq 5) && echo same
sleep 0.2 & wait $!; echo "$?"
END`,
    run: "bash script.sh",
  },
  {
    name: "prove",
    packages: ["perl"],
    prepare: `for i in 1 2 3 4 5 6; do echo 'use Test::More tests => 1; is(fork // 0, wait == -1 ? 0 : $!+0) if 0; ok(1);' > $i.t; done`,
    run: "prove -j4 *.t",
    varies: /\d+ wallclock.*|Files=.*|\d+\/\?|={2,}.*|\r.*\r|^.*\.\. *(?=ok)/gm,
    isUnordered: true,
  },
  {
    name: "pytest",
    packages: ["python3-pytest-xdist"],
    prepare: `for i in 1 2 3 4; do printf 'import pytest\\n@pytest.mark.parametrize("n", range(10))\\ndef test_n(n): assert n >= 0\\n' > test_$i.py; done`,
    run: "/usr/bin/python3 -m pytest -q -n 4 -p no:cacheprovider",
    varies: /in [\d.]+s|rootdir.*/g,
  },
  {
    name: "sphinx",
    packages: ["python3-sphinx"],
    prepare: `echo "project = 'p'" > conf.py
for i in $(seq 12); do printf "Page $i\\n=======\\n\\ntext\\n" > p$i.rst; done
printf "Index\\n=====\\n\\n.. toctree::\\n   :glob:\\n\\n   p*\\n" > index.rst`,
    run: "/usr/bin/python3 -m sphinx -q -j 2 -b text . out && cat out/p7.txt",
  },
  {
    name: "ansible",
    packages: ["ansible-core"],
    prepare: `printf -- '- hosts: localhost\\n  connection: local\\n  gather_facts: false\\n  tasks:\\n    - {command: "echo one"}\\n    - {stat: {path: /tmp}}\\n    - {copy: {content: x, dest: "{{ playbook_dir }}/made"}}\\n' > book.yml`,
    run: "ANSIBLE_LOCAL_TEMP=$PWD/l ANSIBLE_REMOTE_TEMP=$PWD/r ANSIBLE_NOCOLOR=1 ansible-playbook -i localhost, book.yml",
    varies: /\*+/g,
  },
  {
    name: "gunicorn",
    packages: ["gunicorn", "curl"],
    prepare: `printf 'def app(environ, start):\\n    start("200 OK", [("Content-Type", "text/plain")])\\n    return [b"hello\\\\n"]\\n' > app.py`,
    run: `gunicorn -w 3 -b unix:sock app:app 2>/dev/null & i=0
until curl -sf --unix-socket sock http://x/; do i=$((i+1)); [ $i -lt 200 ] || { kill $!; exit 9; }; sleep 0.05; done
kill $!; wait $!`,
    isElastic: true,
  },
  {
    name: "supervisord",
    packages: ["supervisor"],
    prepare: `printf '[supervisord]\\nnodaemon=true\\nlogfile=/dev/null\\nlogfile_maxbytes=0\\npidfile=%s/pid\\n[program:a]\\ncommand=sh -c "echo a; sleep 1"\\nautorestart=false\\nstartsecs=0\\n[program:b]\\ncommand=sh -c "sleep 0.5; kill $PPID"\\nautorestart=false\\nstartsecs=0\\n' "$PWD" > conf`,
    run: "timeout 20 supervisord -c conf >/dev/null; echo $?",
  },
  {
    name: "duplicity",
    packages: ["duplicity"],
    prepare: "mkdir from; seq 10000 > from/data",
    run: "HOME=$PWD duplicity --no-encryption full from file://$PWD/to >/dev/null && HOME=$PWD duplicity --no-encryption restore file://$PWD/to back >/dev/null && md5sum < back/data",
  },
  {
    name: "postgres",
    packages: ["postgresql"],
    run: `export PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
initdb -D db -A trust >/dev/null && pg_ctl -D db -o "-k $PWD -h ''" -w start >/dev/null
psql -h $PWD -d postgres -Atc 'select sum(n) from generate_series(1, 1000) n'
pg_ctl -D db -w stop >/dev/null; echo $?`,
    isForUsersOnly: true,
    isElastic: true,
  },
  {
    name: "redis",
    packages: ["redis-server", "redis-tools"],
    run: `redis-server --port 0 --unixsocket $PWD/sock --dir $PWD >/dev/null & i=0
until redis-cli -s sock ping; do i=$((i+1)); [ $i -lt 200 ] || { kill $!; exit 9; }; sleep 0.05; done
redis-cli -s sock set a 1; redis-cli -s sock bgsave; sleep 0.5; redis-cli -s sock shutdown nosave; wait $!; echo $?`,
    varies: /Could not connect.*/g,
    isElastic: true,
  },
  {
    name: "nginx",
    packages: ["nginx-light", "curl"],
    prepare: `mkdir logs html; echo hello > html/index.html
printf 'daemon off;\\nworker_processes 2;\\npid pid;\\nerror_log logs/error;\\nevents {}\\nhttp { client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t; access_log off; server { listen unix:%s/sock; root html; } }\\n' "$PWD" > conf`,
    run: `/usr/sbin/nginx -p $PWD -c conf 2>/dev/null & i=0
until curl -sf --unix-socket sock http://x/; do i=$((i+1)); [ $i -lt 200 ] || { kill $!; exit 9; }; sleep 0.05; done
kill -QUIT $!; wait $!; echo $?`,
    isElastic: true,
  },
  {
    name: "sqlite",
    packages: ["sqlite3"],
    run: "sqlite3 db 'create table t(n); insert into t values (1),(2); select sum(n) from t'",
  },
  {
    name: "java",
    packages: ["openjdk-17-jdk-headless"],
    prepare: `printf 'public class A { public static void main(String[] a) throws Exception { var p = new ProcessBuilder("echo", "child").inheritIO().start(); p.waitFor(); Thread t = new Thread(() -> System.out.println("thread")); t.start(); t.join(); } }' > A.java`,
    run: "java A.java",
  },
  {
    name: "ruby",
    packages: ["ruby"],
    run: `ruby -e 'r, w = IO.pipe; 4.times { |i| fork { w.puts i } }; Process.waitall; w.close; puts r.read.split.sort; puts Array.new(4) { |i| Thread.new { i } }.sum(&:value); system("exit 3"); exit $?.exitstatus'`,
  },
  {
    name: "php",
    packages: ["php-cli"],
    run: `php -r 'for ($i = 0; $i < 4; $i++) if (!pcntl_fork()) exit($i); $sum = 0; while (pcntl_wait($status) > 0) $sum += pcntl_wexitstatus($status); echo $sum, shell_exec("echo done");'`,
  },
  {
    name: "tmux",
    packages: ["tmux"],
    run: `export TERM=xterm; tmux -S $PWD/sock new-session -d 'echo in > out; sleep 0.3'; while tmux -S $PWD/sock has-session 2>/dev/null; do sleep 0.1; done; cat out`,
    isElastic: true,
  },
  {
    name: "vitest",
    npm: ["vitest@3"],
    prepare: `for i in 1 2 3; do printf 'import { expect, test } from "vitest"\\ntest("t", () => expect(1).toBe(1))\\n' > a$i.test.mjs; done`,
    run: "vitest run --reporter=dot 2>&1",
    varies: /\d+(?:\.\d+)?m?s\b|Start at.*|RUN .*/g,
    isElastic: true,
  },
  {
    name: "jest",
    npm: ["jest@29"],
    prepare: `for i in 1 2 3; do echo 'test("t", () => expect(1).toBe(1))' > a$i.test.js; done; echo '{}' > package.json`,
    run: "jest -w 2 --silent 2>&1",
    varies: /[\d.]+ m?s\b|\([\d.]+ m?s\)/g,
    isUnordered: true,
    isElastic: true,
  },
  {
    name: "webpack",
    npm: ["webpack@5", "webpack-cli@5"],
    prepare: "mkdir src; echo 'console.log(1)' > src/index.js",
    run: "webpack --mode production && node dist/main.js",
    varies: /in \d+ ms/g,
  },
  {
    name: "pm2",
    npm: ["pm2@5"],
    prepare: "echo 'setInterval(() => {}, 1000)' > app.js",
    run: `export PM2_HOME=$PWD/pm2 HOME=$PWD; pm2 start app.js -s; pm2 pid app | wc -l; pm2 kill -s; echo $?`,
    isElastic: true,
  },
  {
    name: "npm scripts",
    npm: ["concurrently@9"],
    prepare: `printf '{"scripts": {"one": "echo one", "two": "echo two", "all": "concurrently --raw npm:one npm:two"}}' > package.json`,
    run: "HOME=$PWD npm run -s all",
    isUnordered: true,
    isElastic: true,
  },
  { name: "openssl", packages: ["openssl"], run: "openssl speed -multi 2 -seconds 1 sha256 >/dev/null 2>&1; echo $?" },
]
