# SPDX-License-Identifier: GPL-2.0-or-later
"""Sockets and processes for the comparison with other programs, in the network namespace of
the caller. Nothing changes after make() has returned, so that all programs see the same."""
import contextlib
import socket as s
import subprocess

LONG = "2001:db8:1111:2222:3333:4444:5555:6666"
# Names of processes as servers of Debian give themselves.
SERVERS = (
    ("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", 2201),
    ("nginx: master process /usr/sbin/nginx -g daemon on;", 2202),
    ("postgres: 15/main: walwriter ", 2203),
    ("/usr/lib/postgresql/15/bin/postgres", 2204),
    ("/opt/name with blanks/a b", 2205),
    ("-bash", 2206),
)
SHARED = 2207


class Sockets:
    """The sockets are closed, and the processes ended, by close()."""

    def __init__(self, folder):
        self.folder = folder
        self.kept = []
        self.children = []

    def keep(self, *args):
        sock = s.socket(*args)
        self.kept.append(sock)
        return sock

    def listen(self, address, port, family=s.AF_INET, backlog=5, only6=False, protocol=0):
        sock = self.keep(family, s.SOCK_STREAM, protocol)
        sock.setsockopt(s.SOL_SOCKET, s.SO_REUSEADDR, 1)
        if family == s.AF_INET6:
            sock.setsockopt(s.IPPROTO_IPV6, s.IPV6_V6ONLY, only6)
        sock.bind((address, port))
        sock.listen(backlog)
        return sock

    def connect(self, listener, address, port, family=s.AF_INET):
        """Returns both ends of a connection."""
        client = self.keep(family, s.SOCK_STREAM)
        client.connect((address, port))
        server = listener.accept()[0]
        self.kept.append(server)
        return client, server

    def datagrams(self, family, address, port, peer=None, protocol=0):
        sock = self.keep(family, s.SOCK_DGRAM, protocol)
        sock.bind((address, port))
        if peer:
            sock.connect(peer)
        return sock

    def unix(self, kind, name=None, peer=None, listens=False):
        sock = self.keep(s.AF_UNIX, kind)
        if name:
            sock.bind(name)
        if listens:
            sock.listen(3)
        if peer:
            sock.connect(peer)
        return sock

    def serve(self, name, sock):
        """Starts a process with this argv[0] that holds a socket."""
        self.children.append(
            subprocess.Popen([name, "600"], executable="/bin/sleep", stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, pass_fds=[sock.fileno()]))

    def make_tcp(self):
        any4 = self.listen("0.0.0.0", 22, backlog=128)
        local = self.listen("127.0.0.1", 80, backlog=10)
        both = self.listen("::", 8080, s.AF_INET6, 64)
        self.listen("::", 8081, s.AF_INET6, only6=True)
        long = self.listen(LONG, 54321, s.AF_INET6)
        self.connect(any4, "127.0.0.1", 22)[0].send(b"unread")
        self.connect(both, "::1", 8080, s.AF_INET6)
        self.connect(both, "127.0.0.1", 8080)
        self.connect(long, LONG, 54321, s.AF_INET6)
        self.connect(any4, "127.0.0.5", 22)[0].shutdown(s.SHUT_WR)
        alive = self.connect(local, "127.0.0.1", 80)[0]
        alive.setsockopt(s.SOL_SOCKET, s.SO_KEEPALIVE, 1)
        for _ in range(2):
            self.keep(s.AF_INET, s.SOCK_STREAM).connect(("127.0.0.1", 80))
        self.keep(s.AF_INET, s.SOCK_STREAM).bind(("127.0.0.1", 7777))
        self.keep(s.AF_INET6, s.SOCK_STREAM).bind(("::1", 7778))

    def make_others(self):
        self.datagrams(s.AF_INET, "0.0.0.0", 53)
        self.datagrams(s.AF_INET, "127.0.0.1", 5353)
        self.datagrams(s.AF_INET, "127.0.0.1", 40100, ("127.0.0.1", 5353)).send(b"unread")
        self.datagrams(s.AF_INET6, "::", 123)
        self.datagrams(s.AF_INET6, "::ffff:127.0.0.1", 40101, ("::ffff:127.0.0.1", 53))
        self.keep(s.AF_INET, s.SOCK_RAW, 255)
        self.keep(s.AF_INET, s.SOCK_RAW, 89).connect(("127.0.0.2", 0))
        self.keep(s.AF_INET6, s.SOCK_RAW, 58)
        self.keep(s.AF_PACKET, s.SOCK_RAW, s.htons(3))
        self.keep(s.AF_NETLINK, s.SOCK_RAW, 0).bind((0, 1))

    def make_rare(self):
        """Makes sockets that some kernels or namespaces lack."""
        with contextlib.suppress(OSError):
            self.datagrams(s.AF_INET, "0.0.0.0", 5005, protocol=136)
            self.datagrams(s.AF_INET6, "::", 5006, protocol=136)
        with contextlib.suppress(OSError):
            with open("/proc/sys/net/ipv4/ping_group_range", "w", encoding="ascii") as groups:
                groups.write("0 2147483647")
            self.datagrams(s.AF_INET, "127.0.0.1", 77, protocol=1)

    def make_unix(self):
        path = self.folder + "/stream"
        listener = self.unix(s.SOCK_STREAM, path, listens=True)
        self.unix(s.SOCK_STREAM, peer=path)
        self.kept.append(listener.accept()[0])
        self.unix(s.SOCK_STREAM, "\0dropin abstract", listens=True)
        self.unix(s.SOCK_STREAM, "\0dropin\0nul", listens=True)
        self.unix(s.SOCK_STREAM, peer="\0dropin abstract")
        self.unix(s.SOCK_STREAM, self.folder + "/with blank", listens=True)
        self.unix(s.SOCK_SEQPACKET, self.folder + "/packets", listens=True)
        self.unix(s.SOCK_DGRAM, self.folder + "/datagrams")
        self.unix(s.SOCK_DGRAM, peer=self.folder + "/datagrams")
        self.unix(s.SOCK_STREAM)
        self.kept.extend(s.socketpair())

    def make_processes(self):
        for name, port in SERVERS:
            self.serve(name, self.listen("0.0.0.0", port))
            self.kept.pop().close()
        shared = self.listen("0.0.0.0", SHARED)
        for name in ("first", "second", "third"):
            self.serve(name, shared)
        self.kept.pop().close()

    def make(self):
        # Processes come first: they must not inherit the other sockets.
        self.make_processes()
        self.make_tcp()
        self.make_others()
        self.make_rare()
        self.make_unix()

    def close(self):
        for child in self.children:
            child.kill()
            child.wait()
        for sock in self.kept:
            sock.close()


def begin_network():
    """Gives the loopback of a new network namespace, which is up, its long address."""
    subprocess.run(["ip", "addr", "add", LONG + "/128", "dev", "lo", "nodad"], check=True)
