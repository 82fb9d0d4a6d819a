# Two children: one in its own session, one double-forked, so that its parent is gone.
use POSIX;
alarm 60;
if (!fork) { alarm 60; POSIX::setsid(); sleep 60; exit }
if (!fork) {
    if (!fork) { alarm 60; POSIX::setsid(); sleep 60; exit }
    exit;
}
wait;
sleep 60;
