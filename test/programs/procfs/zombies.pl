# Has one child that exits with 7 and one that is ended by SIGTERM; waits for them only after a SIGUSR1.
use strict;
use warnings;

my $told = 0;
$SIG{USR1} = sub { $told = 1 };
exit 7 if !fork();
if (!fork()) {
    kill TERM => $$;
    sleep 3600;
}
select(undef, undef, undef, 0.05) until $told;
1 while wait() > 0;
sleep 3600;
