"""Becomes another program that ends when the one who asked for it ends. Run by path, with the standard library only:

    python -I -S peluncur.py SIGNAL PARENT_PID UID|- PROGRAM ARGUMENT…

Between fork and exec (``preexec_fn``) the same few calls would be unsafe in a parent with threads.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    sinyal, induk, pengguna, *perintah = sys.argv[1:]
    libc = ctypes.CDLL(None)
    if pengguna != "-":
        orang = pwd.getpwuid(int(pengguna))  # from here on this Python itself may be out of reach: no import below
        os.setgroups([])
        os.setgid(orang.pw_gid)
        os.setuid(orang.pw_uid)
    if sys.platform == "linux":
        # After the change of user, which clears it. Elsewhere than on Linux a killed parent leaves its servers, and the next
        # start in that folder stops them. The signal comes when the parent's *thread* ends: start children in the main one.
        libc.prctl(PR_SET_PDEATHSIG, int(sinyal))
        if os.getppid() != int(induk):  # it died before we asked
            sys.exit(1)
    os.execv(perintah[0], perintah)  # noqa: S606 - the supervisor's own list of programs, without a shell


if __name__ == "__main__":
    main()
