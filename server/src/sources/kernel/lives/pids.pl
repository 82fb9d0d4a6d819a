# Every new PID is looked at: PIDs are given in turn, and /proc/loadavg has the newest. For users whom the kernel tells of
# no process events. Looks follow each other quickly while processes start, and slowly while none does; nearly every
# exec opens the dynamic loader, which wakes us (inotify).
use strict;
use warnings;
use POSIX ();

my ($QUICKEST, $SLOWEST) = (0.0002, 0.02);    # s between two looks for new PIDs
my $CALMING = 1 / 50;                         # of the time since the last new process: the pause until the next look
my $AGEING = 1 / 8;                           # of a process's age: the pause until it is looked at again
my ($SOONEST, $LATEST) = (0.0003, 0.05);      # s between two looks at a process
my $LOOK_COSTS = 0.0012;                      # s of pause for each living process: 5 % of a core
my $TRIES = 3;                                # a PID is given a moment before its process can be seen
my $MOST = 4000;                              # new PIDs that are looked at in one turn
my $FIRST_REUSED = 300;                       # PIDs below are not given again
my $TICK = 10_000;                            # us
my ($OPENED, $NONBLOCK_CLOEXEC) = (0x20, 0x80800);

my $NEWER = { clock_gettime => 113, inotify_init1 => 26, inotify_add_watch => 27 };
my %NUMBERS = (
    x86_64      => { clock_gettime => 228, inotify_init1 => 294, inotify_add_watch => 254 },
    aarch64     => $NEWER,
    riscv64     => $NEWER,
    loongarch64 => $NEWER,
);
my $nr = length(pack 'P', '') == 8 ? $NUMBERS{ (POSIX::uname())[4] } : undef;

# s on the monotonic clock
sub now {
    return Time::HiRes::clock_gettime(1) if !$nr;
    my $time = pack 'q q', 0, 0;
    syscall $nr->{clock_gettime}, 1, $time;
    my ($seconds, $nanoseconds) = unpack 'q q', $time;
    return $seconds + $nanoseconds / 1e9;
}

# Becomes readable when a program is executed that uses the same dynamic loader as we do.
sub executions {
    return if !$nr;
    my ($loader) = beginning_of('/proc/self/maps', 65536) =~ m{(/\S*/ld[-.]\S*)\n} or return;
    my $fd = syscall $nr->{inotify_init1}, $NONBLOCK_CLOEXEC;
    return if $fd < 0;
    open my $handle, '<&=', $fd or return;
    return syscall($nr->{inotify_add_watch}, $fd, $loader, $OPENED) < 0 ? undef : $handle;
}

# --- new PIDs -------------------------------------------------------------------------------------------------------

my ($root, $pid_max, $load);
my $newest = 0;
my @new;           # PID and how often it was looked for
my $missed = 0;
my $last_news;     # when a process of the run was found, or something was executed

sub read_newest {
    sysseek $load, 0, 0;
    sysread $load, my $text, 100;
    return $text =~ /(\d+)\s*\z/ ? $1 : $newest;
}

sub find_new {
    my $now = shift;
    my $before = $newest;
    $newest = read_newest();
    my @given = $newest >= $before ? ($before + 1 .. $newest) : ($before + 1 .. $pid_max, $FIRST_REUSED .. $newest);
    my @unseen = splice @given, 0, @given > $MOST ? @given - $MOST : 0;
    $missed += @unseen;
    my @sought = (@new, map { [ $_, 0 ] } @given);
    @new = ();
    for (@sought) {
        my ($pid, $tries) = @$_;
        my @stat = stat_of($pid);
        # Of a process that is just leaving its table, the kernel says 0 as the parent.
        if    (@stat && $stat[2])   { begin_life($now, $pid, @stat) }
        elsif (!@stat && $tries + 1 < $TRIES) { push @new, [ $pid, $tries + 1 ] }
        else                        { $missed++ }
    }
}

# Of what is just leaving its table, the kernel says 0 as the thread group.
sub is_thread { return beginning_of("/proc/$_[0]/status", 500) =~ /^Tgid:\s*(\d+)/m && $1 && $1 != $_[0] }

# --- processes of the run -------------------------------------------------------------------------------------------

my %lives;         # by PID: what a line says, and when it is looked at next

sub begin_life {
    my ($now, $pid, @stat) = @_;
    my $ppid = $stat[2];
    return if $pid == $root || ($ppid != $root && !$lives{$ppid}) || is_thread($pid);
    $lives{$pid} = { ppid => $ppid, start => $stat[20], born => int $now * 1e6, image => '', argv => '', cpu => 0 };
    $last_news = $now;
    look($now, $pid, @stat);
}

sub look {
    my ($now, $pid, @stat) = @_;
    my $life = $lives{$pid};
    if (!@stat || $stat[20] != $life->{start}) {
        end_life($now, $pid);
        return;
    }
    my ($state, $threads, $status) = @stat[1, 18, 50];
    my $accounted = ($stat[12] + $stat[13]) * $TICK;
    my $ran = $threads > 1 ? 0 : (split ' ', beginning_of("/proc/$pid/schedstat", 100))[0] // 0;
    for ($accounted, $ran / 1000) { $life->{cpu} = $_ if $_ > $life->{cpu} }
    @$life{qw(name looked)} = ($stat[0], int $now * 1e6);
    if ($state eq 'Z' && $threads <= 1) {
        $life->{status} = $status if -o "/proc/$pid";    # of others' processes the kernel says 0
        end_life($now, $pid);
        return;
    }
    my $image = "@stat[24 .. 26]";                       # addresses, which differ after each exec
    my $argv = $image eq $life->{image} ? '' : command_of($pid);
    @$life{qw(image argv)} = ($image, $argv) if $argv ne '';    # empty: in the middle of an exec, or of its end
    $life->{peak} = $1 if beginning_of("/proc/$pid/status", 2000) =~ /^VmHWM:\s*(\d+)/m;
    my $pause = ($now - $life->{born} / 1e6) * $AGEING;
    $pause = $LATEST if $pause > $LATEST;
    $pause = $LOOK_COSTS * keys %lives if $pause < $LOOK_COSTS * keys %lives;
    $life->{next} = $now + ($pause < $SOONEST ? $SOONEST : $pause);
}

sub end_life {
    my ($now, $pid) = @_;
    report_life($pid, delete $lives{$pid}, $now * 1e6);
}

# --------------------------------------------------------------------------------------------------------------------

# Looks until the end of the input.
sub watch_pids {
    require Time::HiRes if !$nr;
    open $load, '<', '/proc/loadavg' or die "$!\n";
    read_newest() or die "no newest PID\n";
    ($pid_max) = beginning_of('/proc/sys/kernel/pid_max', 20) =~ /(\d+)/ or die "no pid_max\n";
    my $executions = executions();
    $last_news = now();
    report('ready', 'pids');
    flush_reports();
    until (is_over()) {
        my $pause = (now() - $last_news) * $CALMING;
        $pause = $pause < $QUICKEST ? $QUICKEST : $pause > $SLOWEST ? $SLOWEST : $pause;
        $root = wait_for_input($root ? $pause : undef, $root && $executions ? $executions : ());
        next if !$root;
        $newest ||= $root;
        my $now = now();
        $last_news = $now if $executions && sysread $executions, my $what, 4096;
        find_new($now);
        my @due = grep { is_over() || $lives{$_}{next} <= $now } keys %lives;
        look($now, $_, stat_of($_)) for sort { $a <=> $b } @due;
        flush_reports();
    }
    report('missed', $missed + @new);
    flush_reports();
}

1;
