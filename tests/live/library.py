# SPDX-License-Identifier: GPL-2.0-or-later
# library.py LIBRARY bpf|proc: does the same as library.c, by ctypes. Status 77: this source of
# owners cannot be used here.
import ctypes as c
import os
import socket
import sys


class ContextOptions(c.Structure):
    _fields_ = [("sz", c.c_size_t), ("proc_root", c.c_char_p), ("source", c.c_uint32),
                ("reserved", c.c_uint32), ("raise_", c.c_void_p), ("lower", c.c_void_p),
                ("hook_arg", c.c_void_p)]


class RequestOptions(c.Structure):
    _fields_ = [("sz", c.c_size_t)] + [(name, c.c_uint32) for name in (
        "protocols", "families", "states", "owners", "owners_ms", "reserved")]


# These numbers are those of include/sockstat.h.
SOURCES = {"bpf": 1, "proc": 2}
PROTO_TCP, STATE_LISTEN, FIELD_LOCAL_PORT, OWNER_PID, OWNER_FD = 1, 10, 6, 1, 2

SOCK_FN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p)

lib = c.CDLL(sys.argv[1])
lib.sockstat_context_free.restype = c.c_void_p
lib.sockstat_context_free.argtypes = [c.c_void_p]
lib.sockstat_request_new.argtypes = [c.c_void_p, c.c_void_p, c.c_void_p]
lib.sockstat_request_run.argtypes = [c.c_void_p, SOCK_FN, c.c_void_p]
lib.sockstat_request_free.restype = c.c_void_p
lib.sockstat_request_free.argtypes = [c.c_void_p]
lib.sockstat_sock_get_u64.argtypes = [c.c_void_p, c.c_int, c.POINTER(c.c_uint64)]
lib.sockstat_sock_next_owner.restype = c.c_void_p
lib.sockstat_sock_next_owner.argtypes = [c.c_void_p, c.c_void_p]
lib.sockstat_owner_get_u64.argtypes = [c.c_void_p, c.c_void_p, c.c_int,
                                       c.POINTER(c.c_uint64)]


def check(r):
    if r < 0:
        print(os.strerror(-r), file=sys.stderr)
        sys.exit(77 if -r in (1, 95) else 1)


STATUS = ("Cap", "SigPnd", "SigBlk", "SigIgn", "SigCgt", "Threads", "NoNewPrivs", "Seccomp")


def state():
    with open("/proc/self/status") as f:
        lines = dict(line.rstrip().split(":\t") for line in f if line.startswith(STATUS))
    # The signals 32 and 33 belong to the C library, which catches them once a thread was started.
    for key in ("SigCgt", "SigIgn"):
        lines[key] = int(lines[key], 16) & ~(3 << 31)
    fds = {}
    for fd in os.listdir("/proc/self/fd"):
        try:
            fds[fd] = os.readlink("/proc/self/fd/" + fd)
        except FileNotFoundError:
            pass  # the one that listed them
    return lines, fds


def number(get, *args):
    value = c.c_uint64()
    assert get(*args, c.byref(value)) == 0
    return value.value


listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
found = []


@SOCK_FN
def look(sock, _):
    if number(lib.sockstat_sock_get_u64, sock, FIELD_LOCAL_PORT) == port:
        owner = lib.sockstat_sock_next_owner(sock, None)
        while owner:
            found.append((number(lib.sockstat_owner_get_u64, sock, owner, OWNER_PID),
                          number(lib.sockstat_owner_get_u64, sock, owner, OWNER_FD)))
            owner = lib.sockstat_sock_next_owner(sock, owner)
    return 0


before = state()
context, request = c.c_void_p(), c.c_void_p()
options = ContextOptions(sz=c.sizeof(ContextOptions), source=SOURCES[sys.argv[2]])
check(lib.sockstat_context_new(c.byref(options), c.byref(context)))
what = RequestOptions(sz=c.sizeof(RequestOptions), protocols=PROTO_TCP, states=1 << STATE_LISTEN,
                      owners=1)
check(lib.sockstat_request_new(context, c.byref(what), c.byref(request)))
check(lib.sockstat_request_run(request, look, None))
lib.sockstat_request_free(request)
lib.sockstat_context_free(context)
after = state()
assert found == [(os.getpid(), listener.fileno())], found
assert before == after, (before, after)
