# Keeps changing its PID: each process forks its successor and ends. Bounded by time and by generations.
use POSIX;
my $until = time + 20;
for my $generation (1 .. 200_000) {
    exit if time > $until;
    my $child = fork;
    exit if !defined $child;
    if ($child) { exit if $generation > 1; wait; sleep 20; exit }
    POSIX::setsid() if $generation % 3 == 0;
}
