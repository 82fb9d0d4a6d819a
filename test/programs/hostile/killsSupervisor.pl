# Starts children that are hard to find, then kills its supervisor.
use POSIX;
alarm 60;
if (!fork) { alarm 60; POSIX::setsid(); $SIG{TERM} = $SIG{HUP} = 'IGNORE'; select undef, undef, undef, 1 while 1 }
if (!fork) { alarm 60; kill STOP => $$; exit }
select undef, undef, undef, 0.05;
kill KILL => getppid;
sleep 60;
