# A parent, a child and a grandchild that ignore every signal that can be ignored.
alarm 60;
$SIG{$_} = 'IGNORE' for qw(HUP INT QUIT TERM USR1 USR2 PIPE);
for (1 .. 2) { last if fork; alarm 60 }
select undef, undef, undef, 1 while 1;
