"""Bytes that are no text: every byte there is, half a UTF-8 character, and what terminals take for commands."""
import sys

out = sys.stdout.buffer
out.write(b"begin\n")
out.write(bytes(range(256)) * 4)
out.write("消".encode()[:2] + b"\n")
out.write(b"\x1b]0;another title\x07\x1b[2J\x1b[5n\x1b[c\x1b[6n\x1b[?1049h\x1b[31m")
out.write(b"\x1b[?1049l\x1b[0m\nend\n")
out.flush()
