# The kernel's process events (connector) and its accounts (taskstats): every process, however short it lives. Both are
# given only to those with CAP_NET_ADMIN.
use strict;
use warnings;
use Errno;
use POSIX ();

my ($NETLINK, $DATAGRAM, $CONNECTOR, $GENERIC) = (16, 2, 11, 16);
my ($SOCKET_LEVEL, $RECEIVE_BUFFER) = (1, 33);          # SOL_SOCKET, SO_RCVBUFFORCE
my ($FORK, $EXEC, $EXIT) = (1, 2, 0x80000000);
my ($NLMSG_DONE, $GENL_CONTROL) = (3, 16);

sub netlink {
    my ($family, $groups) = @_;
    socket my $socket, $NETLINK, $DATAGRAM, $family or die "socket: $!\n";
    bind $socket, pack 'S S L L', $NETLINK, 0, 0, $groups or die "bind: $!\n";
    setsockopt $socket, $SOCKET_LEVEL, $RECEIVE_BUFFER, pack 'l', 8 << 20;
    return $socket;
}

sub send_to_kernel {
    my ($socket, $type, $flags, $body) = @_;
    my $header = pack 'L S S L L', 16 + length $body, $type, $flags, 0, 0;
    send $socket, $header . $body, 0, pack 'S S L L', $NETLINK, 0, 0, 0 or die "send: $!\n";
}

# --- attributes of generic netlink ----------------------------------------------------------------------------------

sub attribute {
    my ($type, $data) = @_;
    my $length = 4 + length $data;
    return pack('S S', $length, $type) . $data . "\0" x (-$length % 4);
}

sub attributes {
    my $bytes = shift;
    my %found;
    for (my $at = 0; $at + 4 <= length $bytes;) {
        my ($length, $type) = unpack "x$at S S", $bytes;
        last if $length < 4;
        $found{ $type & 0x3fff } = substr $bytes, $at + 4, $length - 4;
        $at += ($length + 3) & ~3;
    }
    return \%found;
}

# The attributes of the next message that has come; undef when there is none.
sub next_message {
    my ($socket, $flags) = @_;
    while (1) {
        my $from = recv $socket, my $bytes, 65536, $flags;
        if (!defined $from) {
            report('lost') if $!{ENOBUFS};
            next if $!{ENOBUFS} || $!{EINTR};
            return;
        }
        my ($length, $type) = unpack 'L S', $bytes;
        die 'refused: ' . ($! = -unpack 'x16 l', $bytes) . "\n" if $type == 2 && unpack 'x16 l', $bytes;
        next if $type == 2;
        return attributes(substr $bytes, 20, $length - 20);
    }
}

# A socket on which the kernel sends the accounts of every task that ends, on any CPU.
sub accounts {
    my $socket = netlink($GENERIC, 0);
    send_to_kernel($socket, $GENL_CONTROL, 1, pack('C C S', 3, 1, 0) . attribute(2, "TASKSTATS\0"));
    my $family = unpack 'S', next_message($socket, 0)->{1} // die "no taskstats\n";
    open my $file, '<', '/sys/devices/system/cpu/possible' or die "CPUs: $!\n";
    chomp(my $cpus = <$file>);
    send_to_kernel($socket, $family, 5, pack('C C S', 1, 1, 0) . attribute(3, "$cpus\0"));
    my $answered = recv $socket, my $bytes, 65536, 0;
    die 'accounts: ' . ($! = -unpack 'x16 l', $bytes) . "\n" if unpack('x4 S', $bytes) == 2 && unpack 'x16 l', $bytes;
    return $socket;
}

# --- what is known --------------------------------------------------------------------------------------------------

my %lives;      # of the run, by PID: what a line says, and how many threads there are
my %ended;      # by thread: CPU time, us, and peak of resident memory, kB
my $root;

sub begin_life {
    my ($pid, $ppid, $born) = @_;
    my $argv = $lives{$ppid} ? $lives{$ppid}{argv} : '';
    my $start = (stat_of($pid))[20];
    report('born', $pid, $start, $born) if defined $start;
    $lives{$pid} = { ppid => $ppid, born => $born, start => $start // '', argv => $argv, threads => 1 };
}

sub take_account {
    my $attributes = shift;
    my $group = $attributes->{4} // return;    # of one thread; those of a whole process are left out
    my $inner = attributes($group);
    my $id = unpack 'L', $inner->{1} // return;
    my $stats = $inner->{3} // return;
    my ($run_time, $name, $user, $system, $peak) = unpack 'x72 Q Z32 x40 Q Q x32 Q', $stats;
    $ended{$id} = [ $run_time ? $run_time / 1000 : $user + $system, $peak, $name ];
}

sub take_event {
    my ($what, $time, @ids) = @_;
    if ($what == $FORK) {
        my (undef, $parent, $thread, $child) = @ids;
        if ($thread != $child) { $lives{$child}{threads}++ if $lives{$child} }
        elsif ($parent == $root || $lives{$parent}) { begin_life($child, $parent, $time) }
    }
    elsif ($what == $EXEC) {
        my $life = $lives{ $ids[1] } or return;
        $life->{argv} = command_of($ids[1]);
        $life->{threads} = 1;
    }
    elsif ($what == $EXIT) {
        my ($thread, $pid, $status) = @ids;
        my $life = $lives{$pid} or return;
        my $account = $ended{$thread} // [ 0, 0, '' ];
        $life->{cpu} += $account->[0];
        $life->{peak} = $account->[1] if $account->[1] > ($life->{peak} // 0);
        @$life{qw(status name)} = ($status, $account->[2]) if $thread == $pid;
        return if --$life->{threads} > 0;
        delete $lives{$pid};
        $life->{status} //= $status;
        report_life($pid, $life, $time);
    }
}

sub drain_accounts {
    my $socket = shift;
    while (my $message = next_message($socket, 0x40)) { take_account($message) }
}

sub drain_events {
    my ($socket, $accounts) = @_;
    while (1) {
        if (!defined recv $socket, my $bytes, 65536, 0x40) {
            report('lost') if $!{ENOBUFS};
            next if $!{ENOBUFS} || $!{EINTR};
            return;
        }
        else {
            my ($what, undef, $time, @ids) = unpack 'x36 L L Q L4', $bytes;
            drain_accounts($accounts) if $what == $EXIT;    # those of a task come before its end
            take_event($what, int $time / 1000, @ids);
            delete $ended{ $ids[0] } if $what == $EXIT;
        }
    }
}

# Listens until the end of the input. Dies where the kernel does not let us, before it has reported anything.
sub watch_events {
    POSIX::nice(-10);    # the command line of a process can be read only while it lives
    local $SIG{ALRM} = sub { die "no answer\n" };
    alarm 5;             # some sandboxes never answer
    my $accounts = accounts();
    my $events = netlink($CONNECTOR, 1);
    # struct cn_msg of the process events, and the operation: listen
    send_to_kernel($events, $NLMSG_DONE, 0, pack 'L4 S S L', 1, 1, 0, 0, 4, 0, 1);
    alarm 0;
    report('ready', 'events');
    flush_reports();
    until (is_over()) {
        # Until the supervisor is known, the kernel keeps the events for us.
        $root = wait_for_input(undef, $root ? ($events, $accounts) : ());
        next if !$root;
        drain_events($events, $accounts);
        drain_accounts($accounts);
        flush_reports();
    }
}

1;
