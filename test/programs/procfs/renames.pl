# Writes another title over its arguments on SIGUSR1, replaces its program on SIGUSR2.
use strict;
use warnings;

$SIG{USR1} = sub { $0 = "another title" };
$SIG{USR2} = sub { exec "sleep", "3600" };
sleep 3600 while 1;
