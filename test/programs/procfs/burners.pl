# Usage: burners.pl COUNT
# COUNT processes compute. Each prints "PID AT CPU AT CPU LIFE": its PID; twice, 1.2 s apart, the monotonic clock and
# its own CPU clock; and how long it lived; all times in µs. They begin before the first reading and end after the
# second one, so that each reading is between two samples. Then they stay zombies.
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
    my ($born) = clocks();
    burn_until($born + 300_000);
    my @from = clocks();
    burn_until($from[0] + 1_200_000);
    my @until = clocks();
    burn_until($until[0] + 300_000);
    print "$$ @from @until ", (clocks())[0] - $born, "\n";
    exit 0;
}
sleep 3600;
