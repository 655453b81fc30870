"""Runs a program in a pseudo-terminal: pseudo-terminal.py <columns> <rows> <program> <argument>...

Reads commands as lines of JSON and tells what happens the same way, in the order in which it happens:
  {"type": text}  {"resize": [columns, rows]}  {"hangUp": true}
  {"output": base64}  {"resized": [columns, rows]}  {"exit": code, or minus the signal}
"""

import base64
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def tell(**event):
    print(json.dumps(event), flush=True)


def relay_output(terminal):
    """Passes on what is there; false when nobody holds the terminal open any more."""
    try:
        output = os.read(terminal, 65536)
    except OSError:  # Linux says EIO where others say end of file.
        return False
    if output:
        tell(output=base64.b64encode(output).decode())
    return output != b""


def type_text(terminal, text):
    rest = text.encode()
    while rest:
        rest = rest[os.write(terminal, rest) :]


def obey(terminal, command):
    """Carries out a command; false when the terminal is gone."""
    if "type" in command:
        type_text(terminal, command["type"])
    if "resize" in command:
        # What was written for the old size comes first.
        while select.select([terminal], [], [], 0)[0]:
            if not relay_output(terminal):
                return False
        set_size(terminal, *command["resize"])
        tell(resized=command["resize"])
    return "hangUp" not in command


def relay(terminal):
    commands = b""
    while True:
        ready, _, _ = select.select([terminal, 0], [], [])
        if terminal in ready and not relay_output(terminal):
            return
        if 0 in ready:
            piece = os.read(0, 65536)
            *lines, commands = (commands + piece).split(b"\n")
            if piece == b"" or not all(obey(terminal, json.loads(line)) for line in lines):
                return


def main():
    columns, rows, *program = sys.argv[1:]
    child, terminal = pty.fork()
    if child == 0:
        set_size(0, int(columns), int(rows))
        os.execvp(program[0], program)
    relay(terminal)
    # Hangs up where the program still runs: the kernel sends it SIGHUP.
    os.close(terminal)
    tell(exit=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


main()
