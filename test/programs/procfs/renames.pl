# On SIGUSR1 it changes its title, which overwrites its arguments; on SIGUSR2 it executes another program.
# Short sleeps: Perl may get a signal just before it sleeps.
use strict;
use warnings;

$SIG{USR1} = sub { $0 = "another title" };
$SIG{USR2} = sub { exec "sleep", "3600" };
sleep 1 while 1;
