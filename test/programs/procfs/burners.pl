# Usage: burners.pl COUNT
# COUNT processes compute. At SIGUSR1 each reads the monotonic clock and its own CPU clock, computes for 1.2 s more,
# reads both again, and prints "PID AT CPU AT CPU". At the next SIGUSR1 it prints "PID LIFE AT", with how long it has lived
# since it ran for the first time, and when it was about to be forked, and becomes a zombie. All times are in µs. So the
# caller can make sure that each reading is between two samples.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID);

sub clocks { map { int(1e6 * clock_gettime($_)) } CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID }

my $signals = 0;
$SIG{USR1} = sub { $signals++ };

sub burn_while {
    my ($condition) = @_;
    while ($condition->()) { my $sum = 0; $sum += $_ for 1 .. 2000 }
}

$| = 1;
for (1 .. $ARGV[0]) {
    my ($forked) = clocks();
    next if fork();
    my ($born) = clocks();
    burn_while(sub { $signals < 1 });
    my @from = clocks();
    burn_while(sub { (clocks())[0] < $from[0] + 1_200_000 });
    print "$$ @from @{[clocks()]}\n";
    burn_while(sub { $signals < 2 });
    print "$$ ", (clocks())[0] - $born, " $forked\n";
    exit 0;
}
sleep 3600 while 1;
