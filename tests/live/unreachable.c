/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unreachable DIRECTORY: mounts a file system (FUSE) that later becomes unreachable, like NFS with
 * a dead server: each access to it then waits for ever. Before that, five processes use it, each
 * with a TCP socket that listens on a port of its own:
 *   5001  a descriptor          5002  its current directory      5003  its executable
 *   5004  waits for a read, in uninterruptible sleep
 *   5005  waits in mmap, with all its memory locked: a reader of its command line waits too
 * Then prints "ready"; the processes are its children in this order. All end with stdin. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NODE_ROOT = FUSE_ROOT_ID,
	/* What a node of the file system is. */
	NODE_PROGRAM,
	NODE_FILE,
	FILE_SIZE = 65536,
	REQUEST_MAX = 1 << 20,
	FIRST_PORT = 5001,
};

static const char program_name[] = "program";
static const char file_name[] = "file";

struct server {
	int fuse;
	int program;
	/* Number of processes that use the file system as intended. */
	size_t ready;
	/* The file is being read: its page is locked. */
	bool is_read;
	/* The last process waits for this pipe. */
	int go[2];
	/* The reader waits for this pipe until all have opened the file. */
	int all[2];
	char request[REQUEST_MAX];
	char answer[REQUEST_MAX];
};

_Noreturn static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void listen_on(uint16_t port)
{
	const struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(fd, 1) < 0)
		die("listen");
}

static void answer(const struct server *s, const struct fuse_in_header *in, int error,
		   const void *data, size_t size)
{
	char message[sizeof(struct fuse_out_header) + FILE_SIZE];
	const struct fuse_out_header out = {
		.len = (uint32_t)(sizeof(out) + size),
		.error = error,
		.unique = in->unique,
	};

	if (size > sizeof(message) - sizeof(out))
		die("answer");
	memcpy(message, &out, sizeof(out));
	if (size)
		memcpy(message + sizeof(out), data, size);
	/* The process that made the request may have ended. */
	if (write(s->fuse, message, out.len) < 0 && errno != ENOENT)
		die("write");
}

static struct fuse_attr attr_of(const struct server *s, uint64_t node)
{
	struct fuse_attr attr = { .ino = node, .nlink = 1, .blksize = 4096 };
	struct stat st;

	if (fstat(s->program, &st) < 0)
		die("fstat");
	attr.mode = node == NODE_ROOT ? S_IFDIR | 0755 : S_IFREG | 0755;
	attr.size = node == NODE_PROGRAM ? (uint64_t)st.st_size
		    : node == NODE_FILE  ? FILE_SIZE
					 : 0;
	return attr;
}

static void on_init(struct server *s, const struct fuse_in_header *in)
{
	const struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_readahead = 4096,
		.max_write = 4096,
	};

	answer(s, in, 0, &out, sizeof(out));
}

static void on_lookup(struct server *s, const struct fuse_in_header *in)
{
	const char *name = s->request + sizeof(*in);
	struct fuse_entry_out out = { .attr_valid = 1000, .entry_valid = 1000 };

	out.nodeid = strcmp(name, program_name) == 0 ? NODE_PROGRAM
		     : strcmp(name, file_name) == 0  ? NODE_FILE
						     : 0;
	if (!out.nodeid) {
		answer(s, in, -ENOENT, NULL, 0);
		return;
	}
	out.attr = attr_of(s, out.nodeid);
	answer(s, in, 0, &out, sizeof(out));
}

static void on_getattr(struct server *s, const struct fuse_in_header *in)
{
	const struct fuse_attr_out out = { .attr_valid = 1000,
					   .attr = attr_of(s, in->nodeid) };

	answer(s, in, 0, &out, sizeof(out));
}

/* Opens the file, without the page cache if O_NONBLOCK is set. */
static void on_open(struct server *s, const struct fuse_in_header *in)
{
	struct fuse_open_in wanted;
	struct fuse_open_out out = { 0 };

	memcpy(&wanted, s->request + sizeof(*in), sizeof(wanted));
	if (wanted.flags & O_NONBLOCK)
		out.open_flags = FOPEN_DIRECT_IO;
	answer(s, in, 0, &out, sizeof(out));
}

/* The read never completes: its page stays locked. */
static void on_read(struct server *s, const struct fuse_in_header *in)
{
	struct fuse_read_in wanted;

	if (in->nodeid == NODE_FILE) {
		s->is_read = true;
		if (write(s->go[1], "", 1) != 1)
			die("write");
		return;
	}
	memcpy(&wanted, s->request + sizeof(*in), sizeof(wanted));
	const size_t size = wanted.size < FILE_SIZE ? wanted.size : FILE_SIZE;
	const ssize_t n = pread(s->program, s->answer, size, (off_t)wanted.offset);
	answer(s, in, n < 0 ? -EIO : 0, s->answer, n < 0 ? 0 : (size_t)n);
}

static void on_done(struct server *s, const struct fuse_in_header *in)
{
	answer(s, in, 0, NULL, 0);
}

static void serve(struct server *s)
{
	static void (*const on[])(struct server * s, const struct fuse_in_header *in) = {
		[FUSE_INIT] = on_init,       [FUSE_LOOKUP] = on_lookup,
		[FUSE_GETATTR] = on_getattr, [FUSE_OPEN] = on_open,
		[FUSE_OPENDIR] = on_open,    [FUSE_READ] = on_read,
		[FUSE_ACCESS] = on_done,     [FUSE_FLUSH] = on_done,
		[FUSE_RELEASE] = on_done,
	};
	struct fuse_in_header in;

	const ssize_t n = read(s->fuse, s->request, sizeof(s->request));
	if (n < (ssize_t)sizeof(in))
		return;
	memcpy(&in, s->request, sizeof(in));
	if (in.opcode == FUSE_FORGET || in.opcode == FUSE_BATCH_FORGET ||
	    in.opcode == FUSE_INTERRUPT)
		return;
	if (in.opcode < sizeof(on) / sizeof(*on) && on[in.opcode])
		on[in.opcode](s, &in);
	else
		answer(s, &in, -ENOSYS, NULL, 0);
}

/* The roles of the processes; each reports on the pipe when it has its file. */
struct role {
	int said;
	/* readable once a page is locked */
	int go;
	/* readable once all processes are ready */
	int all;
};

static void is_ready(const struct role *role)
{
	if (write(role->said, "", 1) != 1)
		die("write");
}

static void hold_file(const struct role *role)
{
	if (open(file_name, O_RDONLY) < 0)
		die(file_name);
	/* The other processes keep only what their role needs. */
	if (chdir("/") < 0)
		die("/");
	is_ready(role);
}

static void hold_directory(const struct role *role)
{
	is_ready(role);
}

static void hold_executable(const struct role *role)
{
	char said[16];

	snprintf(said, sizeof(said), "%d", role->said);
	execl(program_name, "executable", "--said", said, (char *)NULL);
	die(program_name);
}

static void wait_in_read(const struct role *role)
{
	char byte;
	const int fd = open(file_name, O_RDONLY);

	if (fd < 0 || chdir("/") < 0)
		die(file_name);
	is_ready(role);
	if (read(role->all, &byte, 1) != 1)
		die("read");
	if (read(fd, &byte, 1) < 0)
		perror("read");
}

static void wait_in_mmap(const struct role *role)
{
	char byte;
	const int fd = open(file_name, O_RDONLY | O_NONBLOCK);

	if (fd < 0 || chdir("/") < 0)
		die(file_name);
	is_ready(role);
	if (read(role->go, &byte, 1) != 1)
		die("read");
	if (mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED)
		perror("mmap");
}

static void (*const roles[])(const struct role *role) = {
	hold_file, hold_directory, hold_executable, wait_in_read, wait_in_mmap,
};
enum { ROLES = sizeof(roles) / sizeof(*roles) };

/* The main function of the executable on the mount: all it needs was passed on. */
static int run_executable(const char *said)
{
	const struct role role = { .said = atoi(said) };

	if (chdir("/") < 0)
		die("/");
	is_ready(&role);
	for (;;)
		pause();
}

static pid_t start(const struct server *s, size_t i, const char *directory, int said)
{
	const struct role role = { said, s->go[0], s->all[0] };
	const pid_t parent = getpid();
	const pid_t pid = fork();

	if (pid)
		return pid;
	/* The mount ends with the last descriptor of its server. */
	close(s->fuse);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		exit(1);
	listen_on((uint16_t)(FIRST_PORT + i));
	if (chdir(directory) < 0)
		die(directory);
	roles[i](&role);
	for (;;)
		pause();
}

int main(int argc, char *argv[])
{
	static struct server s;
	int said[2];
	pid_t pids[ROLES];
	char options[128];

	if (argc == 3 && strcmp(argv[1], "--said") == 0)
		return run_executable(argv[2]);
	if (argc != 2)
		return 2;
	s.fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	s.program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (s.fuse < 0 || s.program < 0)
		die("/dev/fuse");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0",
		 s.fuse);
	if (mount("unreachable", argv[1], "fuse", MS_NODEV, options) < 0)
		die("mount");
	if (pipe(said) < 0 || pipe(s.go) < 0 || pipe(s.all) < 0)
		die("pipe");
	for (size_t i = 0; i < ROLES; i++)
		pids[i] = start(&s, i, argv[1], said[1]);

	while (s.ready < ROLES || !s.is_read) {
		struct pollfd fds[] = {
			{ .fd = s.fuse, .events = POLLIN },
			{ .fd = said[0], .events = POLLIN },
		};
		char byte;

		if (poll(fds, 2, -1) < 0)
			die("poll");
		if (fds[0].revents)
			serve(&s);
		if (fds[1].revents && read(said[0], &byte, 1) == 1 &&
		    ++s.ready == ROLES && write(s.all[1], "", 1) != 1)
			die("write");
	}
	puts("ready");
	fflush(stdout);
	/* From here on no request is answered. */
	getchar();
	close(s.fuse);
	for (size_t i = 0; i < ROLES; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	return 0;
}
