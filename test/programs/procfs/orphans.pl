# Has a child. On SIGUSR1 it ends, but its child does not. Short sleeps: Perl may get a signal just before it sleeps.
use strict;
use warnings;

$SIG{USR1} = sub { exit 0 };
if (!fork()) {
    $SIG{USR1} = "IGNORE";
    sleep 3600 while 1;
}
sleep 1 while 1;
