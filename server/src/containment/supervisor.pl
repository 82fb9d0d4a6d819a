#!/usr/bin/perl
# The warden, its supervisors, and the code that becomes the observed program.
#
#   server --(stdin, stdout, lifeline)-- warden --(control pipe)-- one supervisor per run -- main program -- ...
#
# Warden and supervisors are subreapers: orphans of the tree below them become their children, whatever a program does
# (setsid, double fork). The lifeline is a pipe that only the server holds open: when it closes, the server has ended,
# however that happened. A supervisor ends its tree when the lifeline or its control pipe closes; the warden ends the
# tree of a supervisor that was killed. Only the core of Perl is used: Debian's perl-base has no more.
#
# The warden may be started with descriptors of the user beyond 2: the first program gets them, at their own numbers.
#
# A lenient warden, for programs from the command line, lets a program leave processes behind: once the main program has
# ended, nothing is ended any more. It has two more descriptors, 4 and 5: the user's stdout and stderr.
#
# Lines on stdin, stdout and the control pipes: a verb, then key=value fields, separated by tabs, percent-encoded.
# wardenProtocol.ts describes them.
use strict;
use warnings;
use Fcntl qw(F_GETFL F_SETFL F_SETFD FD_CLOEXEC O_NONBLOCK O_RDWR O_RDONLY O_WRONLY O_CREAT O_TRUNC O_APPEND);
use POSIX qw(:sys_wait_h SIG_BLOCK SIG_SETMASK SIGCHLD SIGCONT SIGKILL);

my $LEAKED_AFTER = 500;    # ticks of 10 ms: a process that survives SIGKILL for longer is reported as leaked
my @IGNORED = qw(HUP INT QUIT TERM USR1 USR2 ALRM PIPE TSTP TTIN TTOU);

# --- system calls that Perl has no function for ---------------------------------------------------------------------

my $NEWER = { prctl => 167, prlimit => 261, signalfd => 74, getrusage => 165, waitid => 95 };    # all architectures since 2012
my %NUMBERS = (
    x86_64      => { prctl => 157, prlimit => 302, signalfd => 289, getrusage => 98, waitid => 247 },
    i686        => { prctl => 172, prlimit => 340, signalfd => 327, getrusage => 77, waitid => 284 },
    armv7l      => { prctl => 172, prlimit => 369, signalfd => 355, getrusage => 77, waitid => 280 },
    ppc64le     => { prctl => 171, prlimit => 325, signalfd => 313, getrusage => 77, waitid => 272 },
    s390x       => { prctl => 172, prlimit => 334, signalfd => 322, getrusage => 77, waitid => 281 },
    aarch64     => $NEWER,
    riscv64     => $NEWER,
    loongarch64 => $NEWER,
);
my ($PIDFD_OPEN, $PIDFD_SEND_SIGNAL) = (434, 424);    # the same on all architectures

sub numbers {
    my $machine = (POSIX::uname())[4];
    my $narrow = length(pack 'P', '') == 4;           # a 32-bit perl on a 64-bit kernel
    $machine = 'i686'   if $machine =~ /^i\d86$/  || ($narrow && $machine eq 'x86_64');
    $machine = 'armv7l' if $machine =~ /^armv/    || ($narrow && $machine eq 'aarch64');
    return $NUMBERS{$machine};
}
my $nr = numbers();

sub subreaper { return $nr && syscall($nr->{prctl}, 36, $_[0], 0, 0, 0) == 0 }

# The kernel sends us SIGCONT when our parent dies, so we notice it even if a program has stopped us.
sub wake_when_parent_dies { syscall($nr->{prctl}, 1, SIGCONT + 0, 0, 0, 0) if $nr }

# A descriptor that becomes readable when a child changes state. SIGCHLD stays blocked: without a handler there is no
# race with select.
sub child_signals {
    POSIX::sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGCHLD));
    my $mask = pack 'Q', 1 << (SIGCHLD - 1);
    my $fd = $nr ? syscall($nr->{signalfd}, -1, $mask, 8, 0x80000 | 0x800) : -1;
    return if $fd < 0;
    open my $handle, '<&=', $fd or return;
    return $handle;
}

# Lowers both limits, or only the soft one; a hard limit that is already lower stays. No value: as inherited.
sub set_limit {
    my ($resource, $value, $is_soft) = @_;
    return 1 if !$nr || ($value // '') eq '';
    my $old = pack 'QQ', 0, 0;
    syscall($nr->{prlimit}, 0, $resource, 0, $old) == 0 or return 0;
    my $hard = (unpack 'QQ', $old)[1];
    $value = $hard if $hard < $value;
    return syscall($nr->{prlimit}, 0, $resource, pack('QQ', $value, $is_soft ? $hard : $value), 0) == 0;
}

# CPU time, us, of all reaped children and of all that these had reaped: two struct timeval of a struct rusage.
sub reaped_cpu {
    my $usage = pack 'l!18', (0) x 18;
    if (!$nr || syscall($nr->{getrusage}, -1, $usage) != 0) {
        my (undef, undef, $user, $system) = times;
        return int(1e6 * ($user + $system));
    }
    my ($user, $user_us, $system, $system_us) = unpack 'l!4', $usage;
    return 1_000_000 * ($user + $system) + $user_us + $system_us;
}

# The signal that has stopped a child since the last call. Perl's status of a stopped child is 0, so this asks the kernel:
# P_PID, WSTOPPED | WNOHANG, and in siginfo_t si_pid and si_status.
sub stopped_by {
    my $pid = shift;
    my $info = "\0" x 128;
    return if !$nr || syscall($nr->{waitid}, 1, $pid + 0, $info, 3, 0) != 0;
    my ($who, undef, $signal) = unpack 'x' . (length(pack 'P', '') == 8 ? 16 : 12) . 'LLl', $info;
    return $who ? $signal : undef;
}

sub ticks { return (POSIX::times())[0] }    # monotonic, 10 ms each

# --- lines ----------------------------------------------------------------------------------------------------------

sub encode { my $text = shift; $text =~ s/([^A-Za-z0-9_.\/:+-])/sprintf '%%%02X', ord $1/ge; return $text }
sub decode { my $text = shift; $text =~ s/%([0-9A-F]{2})/chr hex $1/ge; return $text }
sub list { return map { decode($_) } $_[0] =~ /([^,]*),/g }    # "a,b," and "," for one empty string

# One write of less than PIPE_BUF, so that lines of several supervisors do not mix.
sub report {
    my ($verb, @pairs) = @_;
    my $line = $verb;
    while (my ($key, $value) = splice @pairs, 0, 2) {
        $line .= "\t$key=" . join ',', map { encode($_) } ref $value ? @$value : $value;
    }
    syswrite STDOUT, "$line\n";
}

sub parse {
    my ($verb, @pairs) = split /\t/, shift;
    return ($verb, map { /^(\w+)=(.*)$/s ? ($1 => $2) : () } @pairs);
}

# The complete lines that can be read now, or undef at the end of the stream.
my %partial;
sub lines {
    my $handle = shift;
    my $got = sysread $handle, my $bytes, 65536;
    return $!{EAGAIN} || $!{EINTR} ? [] : undef if !defined $got;
    return undef if $got == 0;
    my $text = ($partial{$handle} // '') . $bytes;
    my @lines = split /\n/, $text, -1;
    $partial{$handle} = pop @lines;
    return \@lines;
}

sub readable {
    my ($seconds, @handles) = @_;
    my $wanted = '';
    vec($wanted, fileno $_, 1) = 1 for @handles;
    return if select(my $ready = $wanted, undef, undef, $seconds) <= 0;
    return map { $_ => 1 } grep { vec $ready, fileno $_, 1 } @handles;
}

# --- processes ------------------------------------------------------------------------------------------------------

# A process's name may contain spaces and parentheses: fields are counted from the last ')'.
sub stat_of {
    open my $file, '<', "/proc/$_[0]/stat" or return;
    sysread $file, my $line, 1024 or return;
    my @field = split ' ', substr($line, rindex($line, ')') + 2), 21;
    return { state => $field[0], parent => $field[1], group => $field[2], start => $field[19] };
}

sub processes {
    opendir my $dir, '/proc' or return {};
    return { map { my $stat = stat_of($_); $stat ? ($_ => $stat) : () } grep { /^\d/ } readdir $dir };
}

# All descendants of a process, except the spared ones and their descendants.
sub descendants {
    my ($table, $root, $spared) = @_;
    my %children;
    push @{ $children{ $table->{$_}{parent} } }, $_ for keys %$table;
    my @found;
    my @todo = ($root);
    while (defined(my $pid = shift @todo)) {
        my @below = grep { !$spared->{$_} } @{ $children{$pid} // [] };
        push @found, @below;
        push @todo,  @below;
    }
    return @found;
}

# Kills all our descendants once. A process group dies at once, so a program that forks faster than we read cannot
# escape; all are stopped before they are killed, so that none forks meanwhile. Repeat it until none is left: a scan of
# /proc is not atomic.
sub strike {
    my $spared = shift;
    my $table = processes();
    my @below = descendants($table, $$, $spared);
    my %groups = map { $table->{$_}{group} => 1 } @below;
    delete @groups{ 0, 1, getpgrp, map { $table->{$_}{group} // 0 } grep { $table->{$_} } keys %$spared };
    kill KILL => map { -$_ } keys %groups;
    kill STOP => @below;
    kill KILL => @below;
    return grep { $table->{$_}{state} ne 'Z' } @below;
}

# Signals one of our processes, or the group that it leads. The pidfd keeps its PID from being reused while we compare.
sub signal_one {
    my ($pid, $start, $signal, $group) = @_;
    return 'INVALID' if grep { !defined || !/^\d+$/ } $pid, $start, $signal;
    return 'INVALID' if $pid < 2 || $signal < 1 || $signal > 64;
    my $fd = syscall($PIDFD_OPEN, $pid + 0, 0);
    my $table = processes();
    my $answer =
        !$table->{$pid}                                    ? 'EXITED'
      : $table->{$pid}{start} != $start                    ? 'PID_REUSED'
      : !(grep { $_ == $pid } descendants($table, $$, {})) ? 'NOT_OURS'
      : $table->{$pid}{state} eq 'Z'                       ? 'EXITED'
      :                                                      undef;
    if (!$answer) {
        my $is_group = $group && $table->{$pid}{group} == $pid;
        my $sent =
            $is_group ? kill($signal, -$pid)
          : $fd >= 0  ? syscall($PIDFD_SEND_SIGNAL, $fd, $signal + 0, 0, 0) == 0
          :             kill($signal, $pid);
        $answer = $sent ? 'ok' : $!{ESRCH} ? 'EXITED' : 'EPERM';
    }
    POSIX::close($fd) if $fd >= 0;
    return $answer;
}

# --- the user's descriptors ------------------------------------------------------------------------------------------

my %given;    # by the number that a descriptor has here: the number that the program gets it at

sub close_given { POSIX::close($_) for keys %given; %given = () }

# In increasing order: a number that the program gets may be that of another one here, which has then been moved.
sub pass_given {
    for (sort { $a <=> $b } keys %given) {
        POSIX::dup2($_, $given{$_}) // return 0;
        POSIX::close($_);
    }
    return 1;
}

# The number of a copy that no descriptor of the program replaces.
sub keep_clear {
    my $last = (sort { $b <=> $a } keys %given)[0] // 2;
    return fcntl $_[0], 1030, $last + 1;    # F_DUPFD_CLOEXEC
}

# --- the program ----------------------------------------------------------------------------------------------------

sub put { my ($path, $text) = @_; open my $file, '>', $path or return 0; syswrite $file, $text or return 0; return 1 }

# Becomes the observed program, or returns the field of the launch that failed (errno is in $!).
sub become_program {
    my ($spec, @stdio) = @_;
    POSIX::setpgid(0, 0);
    POSIX::tcsetpgrp(fileno $stdio[0], $$) if $spec->{pty};
    POSIX::dup2(fileno $stdio[$_], $_) // return 'pty' for 0 .. 2;
    pass_given() or return 'limits';    # before the limit on open files, which their numbers may exceed
    put("$spec->{cgroup}/cgroup.procs", 0) if $spec->{cgroup};    # moves the writer; works without a group too
    put('/proc/self/oom_score_adj', $spec->{oom}) if $spec->{oom} ne '';
    POSIX::nice($spec->{nice}) if $spec->{nice};
    set_limit(7, $spec->{softnofile}, 1) && set_limit(7, $spec->{nofile}) && set_limit(4, $spec->{core})
        && set_limit(2, $spec->{data}) or return 'limits';
    chdir decode($spec->{cwd}) or return 'cwd';
    my @argv = list($spec->{argv});
    %ENV = map { /^([^=]+)=(.*)$/s ? ($1 => $2) : () } list($spec->{env});
    $ENV{LISTEN_PID} = $$ if ($spec->{instead} // '') ne '' && ($ENV{LISTEN_PID} // '') eq $spec->{instead};
    $SIG{$_} = 'DEFAULT' for @IGNORED;
    POSIX::sigaction($_, POSIX::SigAction->new('IGNORE')) for list($spec->{ignored});
    POSIX::sigprocmask(SIG_SETMASK, POSIX::SigSet->new);
    no warnings 'exec';
    exec { $argv[0] } @argv;
    return 'argv';
}

# Opens the program's descriptors 0, 1, 2. Like a shell, we lead the session: opening the terminal makes it ours, and
# the program becomes its foreground group. So Ctrl-C reaches the program, its end sends no SIGHUP to other processes,
# and when the server dies the kernel wakes us with SIGCONT.
sub open_stdio {
    my $spec = shift;
    if ($spec->{pty}) {
        sysopen my $tty, decode($spec->{pty}), O_RDWR or return;
        my $modes = POSIX::Termios->new;
        $modes->getattr(fileno $tty) // return;
        $modes->setiflag($modes->getiflag | 0x4000);    # IUTF8: erase removes a character, not a byte
        $modes->setattr(fileno $tty);
        return ($tty, $tty, $tty);
    }
    sysopen my $in, decode($spec->{stdin}), O_RDONLY or return;
    my @out = map {
        sysopen my $file, decode($spec->{$_}), O_WRONLY | O_CREAT | O_APPEND or return;
        $file
    } qw(stdout stderr);
    return ($in, @out);
}

# Starts the program and returns its PID, or the field that failed. The status pipe closes on exec: its end means
# success.
sub start_program {
    my $spec = shift;
    my @stdio = open_stdio($spec) or return (undef, 'pty', $! + 0);
    if ($spec->{cgroup} && !(mkdir $spec->{cgroup} and put("$spec->{cgroup}/pids.max", $spec->{tasks}))) {
        rmdir $spec->{cgroup} if !-e "$spec->{cgroup}/cgroup.kill";    # a v2 group without controllers can be killed
        $spec->{cgroup} = '' if !-d $spec->{cgroup};
    }
    pipe my $status, my $failed or return (undef, 'limits', $! + 0);
    my $pid = fork // return (undef, 'limits', $! + 0);
    if ($pid == 0) {
        my $answer = keep_clear($failed);
        my $field = become_program($spec, @stdio) . ' ' . ($! + 0);
        POSIX::write($answer, $field, length $field);
        POSIX::_exit(127);
    }
    close $failed;
    close_given();
    my $answer = '';
    1 while !defined sysread $status, $answer, 100;
    return $pid if $answer eq '';
    waitpid $pid, 0;
    return (undef, split / /, $answer);
}

# --- the supervisor -------------------------------------------------------------------------------------------------

my ($lifeline, $is_lenient);

sub exit_code { my $status = shift; return WIFSIGNALED($status) ? -WTERMSIG($status) : WEXITSTATUS($status) }

# Counts the run's processes, unless no process was created on the machine since the last count (loadavg has the last
# PID and the number of tasks). Counts less often on a machine with many processes: a scan takes about 15 us for each.
{
    my ($seen, $next) = ('', 0);
    sub count_processes {
        return 0 if ticks() < $next;
        open my $file, '<', '/proc/loadavg' or return 0;
        sysread $file, my $line, 100;
        my ($tasks) = $line =~ m{/(\d+ \d+)};
        return 0 if $tasks eq $seen;
        $seen = $tasks;
        my $table = processes();
        $next = ticks() + 0.03 * keys %$table;
        return scalar grep { $table->{$_}{state} ne 'Z' } descendants($table, $$, {});
    }
}

# Returns true once, when the kernel has refused a fork because of pids.max.
sub refused_tasks {
    my $spec = shift;
    return 0 if !$spec->{cgroup} || $spec->{refused};
    open my $file, '<', "$spec->{cgroup}/pids.events" or return 0;
    sysread $file, my $line, 100;
    return $spec->{refused} = $line =~ /^max [1-9]/m ? 1 : 0;
}

# Kills until we have no descendants. waitpid is reliable: a process without children has no descendants.
sub end_tree {
    my ($run, $reap, $children, $cgroup) = @_;
    my ($begun, $pause, $leaked) = (ticks(), 0.001, 0);
    put("$cgroup/cgroup.kill", 1) if $cgroup && -e "$cgroup/cgroup.kill";
    while ($reap->()) {
        my @left = strike({});
        if (!$leaked && @left && ticks() - $begun > $LEAKED_AFTER) {
            report('leaked', run => $run, pids => [ @left[ 0 .. ($#left < 99 ? $#left : 99) ] ]);
            $leaked = 1;
        }
        my %ready = readable($leaked ? 1 : $pause, $children // ());
        sysread $children, my $drained, 65536 if $children && $ready{$children};
        $pause *= 2 if $pause < 0.05;
    }
}

# Lets the processes below us go on, without us. If they still have the pipes that the program had, a child of ours passes
# on what they write there to the user's stdout and stderr, once the server has stopped reading. On a terminal we make our
# own group the foreground group, so that none of them gets the SIGHUP for the end of its session's leader.
sub leave {
    my ($spec, $control) = @_;
    my $table = processes();
    my @left = grep { $table->{$_}{state} ne 'Z' } descendants($table, $$, {});
    my %open;    # by the descriptor to write to
    for ([ 4, 'stdout' ], [ 5, 'stderr' ]) {
        my ($to, $name) = @$_;
        my $pipe;
        $open{$to} = $pipe if sysopen $pipe, decode($spec->{$name} // ''), O_RDONLY | O_NONBLOCK;
    }
    report('ended', run => $spec->{run}, outcome => 'left',
        pids => [ @left[ 0 .. ($#left < 99 ? $#left : 99) ] ], cpu => reaped_cpu());
    if ($spec->{pty}) {
        my $tty;
        POSIX::tcsetpgrp(fileno $tty, getpgrp) if sysopen $tty, decode($spec->{pty}), O_RDWR;
        return;
    }
    readable(5, $control, $lifeline);
    return if fork // 1;
    close $_ for $control, $lifeline, *STDOUT;
    $0 = 'forkscope: passes on output';
    while (%open) {
        my %ready = readable(undef, values %open);
        for my $to (grep { $ready{ $open{$_} } } keys %open) {
            my $got = sysread $open{$to}, my $bytes, 65536;
            # Closed when the last writer has ended, and when nobody reads the user's stream any more: then writers notice.
            close delete $open{$to} if defined $got && !($got && write_all($to, $bytes));
        }
    }
}

# Returns false when nobody reads what is written.
sub write_all {
    my ($fd, $bytes) = @_;
    while ($bytes ne '') {
        my $written = POSIX::write($fd, $bytes, length $bytes) or return 0;
        substr($bytes, 0, $written) = '';
    }
    return 1;
}

sub supervise {
    my ($spec, $control) = @_;
    my $run = $spec->{run};
    my $warden = getppid;
    POSIX::setsid();
    $0 = 'forkscope: supervisor';
    subreaper(1);
    wake_when_parent_dies();
    open STDIN, '<', '/dev/null';
    close_given() if !$spec->{open};
    my $children = child_signals();

    my ($main, $field, $errno) = start_program($spec);
    if (!$main) {
        report('failed', run => $run, field => $field, errno => $errno);
        rmdir $spec->{cgroup} if $spec->{cgroup};
        return;
    }
    report('started', run => $run, supervisor => $$, pid => $main, start => stat_of($main)->{start});

    my ($outcome, $deadline, $has_exited) = ('exited', undef, 0);
    my $reap = sub {    # false when no child is left
        while (1) {
            my $before = reaped_cpu();
            my $pid = waitpid -1, WNOHANG;
            return $pid == 0 if $pid <= 0;
            next if $pid != $main;
            report('exited', run => $run, code => exit_code($?), cpu => reaped_cpu() - $before);
            $has_exited = 1;
        }
    };
    my $stop = sub {
        my ($why, $grace) = @_;
        $outcome = $why if !defined $deadline;
        my $end = ticks() + 100 * $grace;
        if (!defined $deadline && $grace > 0) {
            my @below = descendants(processes(), $$, {});
            kill TERM => @below;
            kill CONT => @below;    # a stopped process handles SIGTERM only after SIGCONT
        }
        $deadline = $end if !defined $deadline || $end < $deadline;
    };
    while ($reap->()) {
        last if defined $deadline && ticks() >= $deadline;
        my %ready = readable(0.1, $control, $lifeline, $children // ());
        sysread $children, my $drained, 65536 if $children && $ready{$children};
        my $signal = $has_exited ? undef : stopped_by($main);
        report('stopped', run => $run, signal => $signal) if $signal;
        my $lines = $ready{$control} ? lines($control) : [];
        my $is_cut = !$lines || $ready{$lifeline};
        return leave($spec, $control) if $is_lenient && $has_exited && $is_cut;
        $stop->('stopped', 0) if $is_cut;
        for (@{ $lines // [] }) {
            my ($verb, %given) = parse($_);
            return leave($spec, $control) if $verb eq 'leave' && $has_exited && !defined $deadline;
            $stop->('stopped', $given{grace}) if $verb eq 'stop';
            report('signaled', run => $run, id => $given{id},
                answer => signal_one(@given{qw(pid start signal group)})) if $verb eq 'signal';
        }
        my $count = $spec->{processes} eq '' ? 0 : count_processes();
        if ($count && $count > $spec->{processes} && $outcome ne 'limited') {
            report('limit', run => $run, limit => 'processes', value => $count);
            $stop->('limited', 0);
        }
        report('limit', run => $run, limit => 'tasks', value => $spec->{tasks}) if refused_tasks($spec);
    }
    end_tree($run, $reap, $children, $spec->{cgroup});
    rmdir $spec->{cgroup} if $spec->{cgroup};
    report('ended', run => $run, outcome => $outcome, cpu => reaped_cpu());
    kill CONT => $warden if getppid == $warden;
}

# --- the warden -----------------------------------------------------------------------------------------------------

my %supervisors;    # by PID: run, commands (the writing end of its control pipe), cgroup, stops

sub launch {
    my %spec = @_;
    pipe my $control, my $commands or return report('failed', run => $spec{run}, field => 'limits', errno => $! + 0);
    my $pid = fork // return report('failed', run => $spec{run}, field => 'limits', errno => $! + 0);
    if ($pid == 0) {
        %supervisors = ();    # closes our copies of the other runs' control pipes
        close $commands;
        fcntl $control, F_SETFL, O_NONBLOCK;
        eval { supervise(\%spec, $control); 1 } or print STDERR $@;
        POSIX::_exit($@ ? 1 : 0);
    }
    fcntl $commands, F_SETFL, O_NONBLOCK | O_WRONLY;    # a stopped supervisor must not block us
    close_given() if $spec{open};
    $supervisors{$pid} = { run => $spec{run}, commands => $commands, cgroup => $spec{cgroup}, stops => 0 };
}

# Ends the processes that killed supervisors left; they are our children now. Reports each of their runs as lost.
sub sweep {
    my @lost = @_;
    my ($begun, $pause, @left) = (ticks(), 0.001);
    while (@left = strike(\%supervisors)) {
        last if ticks() - $begun > $LEAKED_AFTER;
        select undef, undef, undef, $pause;
        $pause *= 2 if $pause < 0.05;
        push @lost, reap_children();
    }
    push @lost, reap_children();
    for (@lost) {
        report('leaked', run => $_->{run}, pids => [ @left[ 0 .. ($#left < 99 ? $#left : 99) ] ]) if @left;
        remove_groups($_);
        report('ended', run => $_->{run}, outcome => 'lost');
    }
}

# Reaps children, wakes supervisors that were stopped, and returns those that did not end by themselves.
sub reap_children {
    my @lost;
    while ((my $pid = waitpid -1, WNOHANG | WUNTRACED) > 0) {
        my $status = $?;
        my $one = $supervisors{$pid};
        my $stat = stat_of($pid);
        if ($stat && $stat->{parent} == $$) {    # Perl's $? is 0 for stopped and for exited: not reaped means stopped
            next if !$one;
            kill CONT => $pid;
            kill KILL => $pid if ++$one->{stops} > 20;    # stopped again and again: its run would not be supervised
            next;
        }
        next if !$one;
        delete $supervisors{$pid};
        push @lost, $one if $status != 0;
    }
    return @lost;
}

# A group can be removed when its last process is reaped: by us if it is our child, else by its new parent.
sub remove_groups {
    my @groups = grep { $_ } map { $_->{cgroup} } @_;
    for (1 .. 40) {
        @groups = grep { !rmdir && -d } @groups or return;
        my $all = processes();
        waitpid $_, WNOHANG for grep { $all->{$_}{parent} == $$ && !$supervisors{$_} } keys %$all;
        select undef, undef, undef, 0.005;
    }
}

# The server has ended. Every supervisor notices it too and ends its tree; one that takes more than a second is killed,
# and we end its tree.
sub end_all {
    my $children = shift;
    my $begun = ticks();
    my $sweeping = 0;
    my @lost;
    kill CONT => keys %supervisors;
    while (ticks() - $begun < 6000) {
        my $late = ticks() - $begun > 100;
        kill KILL => keys %supervisors if $late;
        push @lost, reap_children();
        $sweeping = 1 if @lost || $late || !%supervisors;
        my @left = $sweeping ? strike(\%supervisors) : ();
        last if !@left && !%supervisors;
        readable(0.005, $children // ());
        sysread $children, my $drained, 65536 if $children;
    }
    remove_groups(@lost);    # supervisors that ended by themselves have removed theirs
}

sub keep_watch {
    $^F = 2;
    $is_lenient = shift @ARGV eq 'lenient';
    %given = map { split /=/ } split /,/, shift @ARGV;
    my $last = $is_lenient ? 5 : 3;
    for my $fd (map { m{/(\d+)$} } glob '/proc/self/fd/*') {
        POSIX::close($fd) if $fd > $last && !$given{$fd};    # the server's terminals
    }
    open $lifeline, '<&=', 3 or die "expected a lifeline on descriptor 3: $!\n";
    our @users = map { open my $handle, '>&=', $_; $handle } 4 .. $last;
    fcntl $_, F_SETFD, FD_CLOEXEC for $lifeline, @users;
    $SIG{$_} = 'IGNORE' for @IGNORED;
    $0 = 'forkscope: warden';
    my $strong = subreaper(1);
    subreaper(0) if $is_lenient;    # what a program leaves behind gets the parent that it would have without us
    wake_when_parent_dies();
    my $children = child_signals();
    fcntl STDIN, F_SETFL, O_NONBLOCK;
    report('ready', pid => $$, subreaper => $strong ? 'yes' : 'no');
    while (1) {
        my %ready = readable(1, *STDIN, $lifeline, $children // ());
        last if $ready{$lifeline};
        sysread $children, my $drained, 65536 if $children && $ready{$children};
        my @lost = reap_children();
        sweep(@lost) if @lost;
        next if !$ready{+*STDIN};
        my $lines = lines(*STDIN) or last;
        for my $line (@$lines) {
            my ($verb, %given) = parse($line);
            if ($verb eq 'launch') { launch(%given); next }
            my ($pid) = grep { $supervisors{$_}{run} eq $given{run} } keys %supervisors or next;
            kill CONT => $pid;
            syswrite $supervisors{$pid}{commands}, "$line\n";
        }
    }
    end_all($children);
    remove_folder($_) for @ARGV;
}

# Removes a private folder of the server, which can't do that itself if it was killed. Symbolic links are not followed.
sub remove_folder {
    my $folder = shift;
    opendir my $entries, $folder or return;
    for my $path (map { "$folder/$_" } grep { !/^\.\.?$/ } readdir $entries) {
        if (-d $path && !-l $path) { remove_folder($path) }
        else                       { unlink $path }
    }
    closedir $entries;
    rmdir $folder;
}

keep_watch();
