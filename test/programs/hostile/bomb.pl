# A fork bomb: every process forks again. Bounded to 2 ** 8 processes.
alarm 60;
for (1 .. 8) { fork; alarm 60 }
sleep 60;
