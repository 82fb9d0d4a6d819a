# Usage: burners.pl COUNT
# COUNT processes compute for 1.2 s. Each prints its PID and, at the beginning and the end, the monotonic clock and its
# own CPU clock, in µs: "PID AT CPU AT CPU". They go on for a moment, so that the end has neighbours.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID);

sub clocks { map { int(1e6 * clock_gettime($_)) } CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID }

sub burn_until {
    my ($end) = @_;
    while ((clocks())[0] < $end) { my $sum = 0; $sum += $_ for 1 .. 2000 }
}

$| = 1;
for (1 .. $ARGV[0]) {
    next if fork();
    burn_until((clocks())[0] + 300_000);
    my @from = clocks();
    burn_until($from[0] + 1_200_000);
    my @until = clocks();
    burn_until($until[0] + 300_000);
    print "$$ @from @until\n";
    exit 0;
}
1 while wait() > 0;
sleep 3600;
