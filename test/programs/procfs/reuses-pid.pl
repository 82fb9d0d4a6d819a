# Has a child; on SIGUSR1 it ends the child and starts another with the same PID. Then it prints "reused", or "refused"
# if it may not choose the PID (which needs root).
use strict;
use warnings;

$| = 1;
my $told = 0;
$SIG{USR1} = sub { $told = 1 };
my $pid = child();
select(undef, undef, undef, 0.01) until $told;
kill KILL => $pid;
waitpid $pid, 0;
# The kernel gives start times in hundredths of a second, so the two children must start in different ones.
select(undef, undef, undef, 0.05);
while (1) {
    my $newest;
    my $chosen = open($newest, ">", "/proc/sys/kernel/ns_last_pid") && syswrite($newest, $pid - 1);
    if (!$chosen) {
        print "refused\n";
        last;
    }
    close $newest;
    my $next = child();
    if ($next == $pid) {
        print "reused\n";
        last;
    }
    kill KILL => $next;
    waitpid $next, 0;
}
sleep 3600;

sub child {
    my $child = fork() // die "fork: $!";
    sleep 3600 if !$child;
    return $child;
}
