import { describe, expect, test } from "vitest"
import { commandName } from "../../shared/src/names/command.ts"

describe("a command is called by its program and what tells it from its siblings", () => {
  test.each([
    ["cc1 -quiet -imultiarch x86_64-linux-gnu lexer.c -quiet -dumpbase lexer.c -o /tmp/ccAb12.s", "cc1 lexer.c"],
    ["/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus -quiet src/main.cpp -o /tmp/ccQ.s", "cc1plus main.cpp"],
    ["gcc -O2 -c -o lexer.o lexer.c", "gcc lexer.c"],
    ["as --64 -o lexer.o /tmp/ccAb12.s", "as lexer.o"],
    ["/usr/bin/ld -o server /usr/lib/x86_64-linux-gnu/crt1.o main.o -lc", "ld server"],
    [
      "collect2 -plugin /usr/lib/gcc/12/liblto_plugin.so -dynamic-linker /lib64/ld-linux-x86-64.so.2 -o prog /tmp/a.o",
      "collect2 prog",
    ],
    ["sleep 60", "sleep 60"],
    ["/bin/true", "true"],
    ["git -C /src commit -m message", "git commit"],
    ["make -j8 all", "make all"],
    ["make -j8", "make"],
    ["-bash", "bash"],
  ])("%s: %s", (command, name) => {
    expect(commandName(command.split(" "))).toBe(name)
  })
})

describe("an interpreter is called by what it runs", () => {
  test.each([
    [["python3", "-u", "-W", "ignore", "/home/me/worker.py", "--port", "1"], "worker.py"],
    [["/usr/bin/python3.11", "/home/me/.ansible/tmp/x/AnsiballZ_stat.py"], "AnsiballZ_stat.py"],
    [["python3", "-m", "http.server", "8000"], "http.server"],
    [["python3", "/opt/tool/__main__.py"], "tool"],
    [["/usr/bin/python3", "/usr/bin/pytest", "-n", "4"], "pytest"],
    [["node", "--enable-source-maps", "node_modules/.bin/vitest", "run"], "vitest"],
    [["sh", "-c", "gcc -c  lexer.c\n-o lexer.o"], "sh -c gcc -c lexer.c -o lexer…"],
    [["bash", "-ec", "exit 1"], "bash -ec exit 1"],
    [["bash", "./configure", "--prefix=/usr"], "configure"],
    [["bash"], "bash"],
  ])("%j: %s", (argv, name) => {
    expect(commandName(argv)).toBe(name)
  })
})

test("a program that has set its title is called by it", () => {
  expect(commandName(["gunicorn: worker [app]"])).toBe("gunicorn: worker [app]")
  expect(commandName(["nginx: worker process", "", ""])).toBe("nginx: worker process")
  expect(commandName([])).toBe("")
})
