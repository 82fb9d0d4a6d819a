#!/usr/bin/perl
# Reports each process of a run when it has ended, however short it lived: by the kernel's process events (events.pl)
# where it lets us, else by looking at every new PID (pids.pl). Only the core of Perl is used.
#
# Argument: "events" or "pids", to allow this way only.
#
# stdin: the PID of the run's supervisor, in a line; we end with the stream. stdout, one line each, fields separated by
# tabs:
#
#   ready    way     "events" or "pids"
#   born     pid start born
#            as below; not told of a process that was gone by then, nor without the kernel's events
#   lived    pid ppid start born looked ended status cpu peak name argv
#            start: ticks since boot; born, looked, ended: us on the monotonic clock; looked: when its argv was known to
#            be right; status: as of wait; cpu: us; peak: resident memory, kB; name and argv: percent-encoded, each
#            argument ends with a comma; empty: not known
#   lost             the kernel has thrown away events, because we were too slow
#   missed   number  how many new PIDs belonged to nothing that was still there: processes or threads, of the run or
#            of others; comes last
use strict;
use warnings;

my $LONGEST_COMMAND = 4096;

# --- what is reported -----------------------------------------------------------------------------------------------

my $out = '';

sub report { $out .= join("\t", @_) . "\n" }

sub report_life {
    my ($pid, $life, $ended) = @_;
    my ($cpu, $looked, $name) = ($life->{cpu} // 0, $life->{looked} // $ended, $life->{name} // '');
    my @optional = map { $_ // '' } @$life{qw(status peak)};
    report('lived', $pid, @$life{qw(ppid start born)}, (map { int } $looked, $ended), $optional[0], int $cpu, $optional[1],
        encode($name), $life->{argv});
}

sub flush_reports {
    syswrite STDOUT, $out if $out ne '';
    $out = '';
}

# --- what is given --------------------------------------------------------------------------------------------------

my ($given, $is_over) = ('', 0);

# Waits, at most for this number of seconds, for a line of input or for one of the handles. Returns the run's supervisor,
# once it is known.
sub wait_for_input {
    my ($seconds, @handles) = @_;
    my $wanted = '';
    vec($wanted, fileno $_, 1) = 1 for *STDIN, @handles;
    select(my $ready = $wanted, undef, undef, $seconds);
    $is_over = !sysread STDIN, $given, 100, length $given if vec $ready, fileno *STDIN, 1;
    return $given =~ /^(\d+)\n/ ? $1 : undef;
}

sub is_over { return $is_over }

# --- what /proc knows of a process ----------------------------------------------------------------------------------

# The first bytes of a file; empty if there is none.
sub beginning_of {
    my ($path, $length) = @_;
    open my $file, '<', $path or return '';
    sysread $file, my ($text), $length;
    return $text // '';
}

# The name and, from its state on, the fields of a process's stat; nothing if there is none.
sub stat_of {
    my $line = beginning_of("/proc/$_[0]/stat", 1024);
    my ($from, $to) = (index($line, '('), rindex $line, ')');
    return if $to < 0;
    return (substr($line, $from + 1, $to - $from - 1), split ' ', substr $line, $to + 2);
}

sub command_of {
    my $text = beginning_of("/proc/$_[0]/cmdline", $LONGEST_COMMAND);
    return $text =~ s/([^\0]*)\0?/encode($1) . ','/gre =~ s/,\z//r;
}

sub encode { return $_[0] =~ s/([^A-Za-z0-9_.\/:+-])/sprintf '%%%02X', ord $1/gre }

# --------------------------------------------------------------------------------------------------------------------

my $here = __FILE__ =~ s{[^/]*\z}{}r;
my ($only) = @ARGV;
$0 = 'forkscope: process events';
for my $way ($only // qw(events pids)) {
    require "$here$way.pl";
    last if eval { main->can("watch_$way")->(); 1 };
    print STDERR "$way: $@";
}
