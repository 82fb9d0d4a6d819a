# Two stopped children, one of them in its own session.
use POSIX;
alarm 60;
for my $alone (0, 1) {
    next if fork;
    alarm 60;
    POSIX::setsid() if $alone;
    kill STOP => $$;
    exit;
}
sleep 60;
