# Usage: crowd.pl COUNT BUSY
# Forks COUNT small children that sleep; BUSY of them wake 20 times a second and work for 0.2 ms.
# Prints a line when all have started. Ends them all when its standard input ends.
use strict;
use warnings;
use Time::HiRes qw(sleep);

my ($count, $busy) = @ARGV;
my @children;
$| = 1;
for my $n (1 .. $count) {
    my $pid = fork() // die "fork: $!";
    if ($pid) {
        push @children, $pid;
        next;
    }
    close STDIN;
    close STDOUT;
    sleep 3600 while $n > $busy;
    while (1) {
        sleep 0.05;
        my $sum = 0;
        $sum += $_ for 1 .. 4000;
    }
}
print "ready\n";
1 while <STDIN>;
kill KILL => @children;
waitpid $_, 0 for @children;
