# Stops its supervisor and its warden, once, or repeatedly for the given number of seconds (at most 4).
use POSIX;
alarm 60;
$SIG{TERM} = $SIG{HUP} = 'IGNORE';
if (!fork) { alarm 60; POSIX::setsid(); sleep 60; exit }
my $supervisor = getppid;
open my $stat, '<', "/proc/$supervisor/stat";
my ($warden) = <$stat> =~ /^.*\) \S (\d+)/;
my $until = time + ($ARGV[0] // 0);
do {
    kill STOP => $warden, $supervisor;
    select undef, undef, undef, 0.001;
} while time < $until;
print "stopped\n";
sleep 60;
