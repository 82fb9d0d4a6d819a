# On SIGUSR1 it changes its title, which overwrites its arguments; on SIGUSR2 it executes another program.
use strict;
use warnings;

$SIG{USR1} = sub { $0 = "another title" };
$SIG{USR2} = sub { exec "sleep", "3600" };
sleep 3600 while 1;
