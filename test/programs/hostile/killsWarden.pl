# Kills the warden: its parent's parent.
use POSIX;
alarm 60;
if (!fork) { alarm 60; POSIX::setsid(); $SIG{TERM} = $SIG{HUP} = 'IGNORE'; select undef, undef, undef, 1 while 1 }
open my $stat, '<', '/proc/' . getppid . '/stat';
my ($warden) = <$stat> =~ /^.*\) \S (\d+)/;
select undef, undef, undef, 0.05;
kill KILL => $warden;
sleep 60;
