# More and more processes, of which each forks on; bounded: 2 ** 8 at most.
alarm 60;
for (1 .. 8) { fork; alarm 60 }
sleep 60;
