/* SPDX-License-Identifier: GPL-2.0-or-later */
/* library bpf|proc: a program that uses libsockstat. It listens, finds its socket with
 * its own pid, and checks that its capabilities, signals, threads and descriptors have
 * not changed. Status 77: this source of owners cannot be used here. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sockstat.h"

enum { STATE_MAX = 8192, CANNOT = 77 };

/* The listener, and how often it was found. */
struct wanted {
	uint16_t port;
	int fd;
	int owners;
};

static void fail(const char *what, int r)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-r));
	exit(r == -EPERM || r == -EOPNOTSUPP ? CANNOT : 1);
}

static void expect(int is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "not so: %s\n", what);
	exit(1);
}

/* The signals 32 and 33 belong to the C library, which catches them once a thread was started. */
static void mask_signals(char *line)
{
	const uint64_t internal = UINT64_C(3) << 31;
	char *digits = strchr(line, '\t');
	uint64_t caught = 0;

	if ((strncmp(line, "SigCgt", 6) != 0 && strncmp(line, "SigIgn", 6) != 0) ||
	    !digits)
		return;
	caught = strtoull(digits, NULL, 16);
	sprintf(digits, "\t%016" PRIx64 "\n", caught & ~internal);
}

/* Appends the lines of the status file that the library might change. SigQ is that of the user. */
static void read_status(char *to)
{
	static const char *const names[] = {
		"Cap",    "SigPnd",  "SigBlk",     "SigIgn",
		"SigCgt", "Threads", "NoNewPrivs", "Seccomp"
	};
	FILE *f = fopen("/proc/self/status", "re");
	char line[512];

	expect(f != NULL, "/proc/self/status is readable");
	while (fgets(line, sizeof(line), f))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strncmp(line, names[i], strlen(names[i])) == 0) {
				mask_signals(line);
				strncat(to, line, STATE_MAX - strlen(to) - 1);
			}
	fclose(f);
}

/* Appends the open descriptors and what they are, without the one that reads them. */
static void read_fds(char *to)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry = NULL;

	expect(dir != NULL, "/proc/self/fd is readable");
	while ((entry = readdir(dir))) {
		char target[256] = "";
		char line[512];

		if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(dir))
			continue;
		expect(readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1) >
			       0,
		       "a descriptor has a link");
		snprintf(line, sizeof(line), "%s %s\n", entry->d_name, target);
		strncat(to, line, STATE_MAX - strlen(to) - 1);
	}
	closedir(dir);
}

static int look(const struct sockstat_sock *sock, void *arg)
{
	struct wanted *wanted = arg;
	const struct sockstat_owner *owner = NULL;
	const char *word = NULL;
	const void *bytes = NULL;
	size_t len = 0;
	uint64_t number = 0;

	expect(sockstat_sock_get_string(sock, SOCKSTAT_FIELD_STATE, &word) == 0 &&
		       strcmp(word, "LISTEN") == 0,
	       "all sockets listen");
	expect(sockstat_sock_get_u64(sock, SOCKSTAT_FIELD_LOCAL_PORT, &number) == 0,
	       "a TCP socket has a port");
	if (number != wanted->port)
		return 0;
	expect(sockstat_sock_get_bytes(sock, SOCKSTAT_FIELD_LOCAL_ADDRESS, &bytes,
				       &len) == 0 &&
		       len == 4 && memcmp(bytes, "\x7f\0\0\1", 4) == 0,
	       "the address is 127.0.0.1");
	number = 7;
	expect(sockstat_sock_get_u64(sock, SOCKSTAT_FIELD_PATH, &number) == -EINVAL &&
		       sockstat_sock_get_u64(sock, 9999, &number) == -EINVAL &&
		       sockstat_sock_get_u64(sock, SOCKSTAT_FIELD_PORTID, &number) ==
			       -ENODATA &&
		       number == 7,
	       "a failing getter leaves its output alone");
	while ((owner = sockstat_sock_next_owner(sock, owner))) {
		wanted->owners++;
		expect(sockstat_owner_get_u64(sock, owner, SOCKSTAT_OWNER_PID, &number) ==
				       0 &&
			       number == (uint64_t)getpid(),
		       "the owner is this process");
		expect(sockstat_owner_get_u64(sock, owner, SOCKSTAT_OWNER_FD, &number) ==
				       0 &&
			       number == (uint64_t)wanted->fd,
		       "by this descriptor");
		expect(sockstat_owner_get_u64(sock, owner, SOCKSTAT_OWNER_UID, &number) ==
				       0 &&
			       number == geteuid(),
		       "of this user");
		expect(sockstat_owner_get_bytes(sock, owner, SOCKSTAT_OWNER_COMM, &bytes,
						&len) == 0 &&
			       len == strlen("library") &&
			       memcmp(bytes, "library", len) == 0,
		       "with this task name");
		expect(sockstat_owner_get_bytes(sock, owner, SOCKSTAT_OWNER_CGROUP,
						&bytes, &len) == 0 &&
			       len && *(const char *)bytes == '/',
		       "in a cgroup");
		expect(sockstat_owner_get_bytes(sock, owner, SOCKSTAT_OWNER_UID, &bytes,
						&len) == -EINVAL &&
			       sockstat_owner_get_bytes(sock, owner, 14, &bytes, &len) ==
				       -EINVAL &&
			       *(const char *)bytes == '/',
		       "a number and an unknown field are no names");
	}
	return 0;
}

static int stop(const struct sockstat_sock *sock, void *arg)
{
	(void)sock;
	++*(int *)arg;
	return 5;
}

static void use_library(unsigned int source, struct wanted *wanted)
{
	const struct sockstat_context_options options = { .sz = sizeof(options),
							  .source = source };
	const struct sockstat_request_options what = {
		.sz = sizeof(what),
		.protocols = SOCKSTAT_PROTO_TCP,
		.states = 1U << SOCKSTAT_STATE_LISTEN,
		.owners = 1,
		.labels = 1,
	};
	struct sockstat_context *context = NULL;
	struct sockstat_request *request = NULL;
	uint64_t gap = 7;
	int calls = 0;

	int r = sockstat_context_new(&options, &context);
	if (r < 0)
		fail("context", r);
	r = sockstat_request_new(context, &what, &request);
	if (r < 0)
		fail("request", r);
	expect(sockstat_request_get_gap(request, SOCKSTAT_GAP_DENIED, &gap) == -ENODATA &&
		       gap == 7,
	       "there are no gaps before the first run");
	/* The second run uses what the first one has cached. */
	for (int i = 0; i < 2; i++) {
		wanted->owners = 0;
		r = sockstat_request_run(request, look, wanted);
		if (r < 0)
			fail("run", r);
		expect(wanted->owners == 1, "the listener is found with one owner");
	}
	expect(sockstat_request_get_gap(request, SOCKSTAT_GAP_UNOWNED, &gap) == 0 &&
		       gap == 0,
	       "each listener has an owner");
	expect(sockstat_request_run(request, stop, &calls) == 5 && calls == 1,
	       "a callback can stop the run");
	sockstat_request_free(request);
	sockstat_context_free(context);
}

static void check_options(void)
{
	struct {
		struct sockstat_context_options options;
		uint64_t more;
	} later = { .options = { .sz = sizeof(later) } };
	struct sockstat_context *context = NULL;

	later.more = 1;
	expect(sockstat_context_new(&later.options, &context) == -E2BIG && !context,
	       "an unknown member is refused");
	later.more = 0;
	expect(sockstat_context_new(&later.options, &context) == 0, "zeros are accepted");
	sockstat_context_free(context);
	later.options.source = 3;
	expect(sockstat_context_new(&later.options, &context) == -EINVAL,
	       "an unknown source is refused");
	later.options = (struct sockstat_context_options){ .sz = sizeof(later),
							   .proc_root = "/nowhere" };
	expect(sockstat_context_new(&later.options, &context) == -ENOENT,
	       "a root that is not there is refused");
	sockstat_context_free(NULL);
	sockstat_request_free(NULL);
}

int main(int argc, char *argv[])
{
	const unsigned int source = argc > 1 && strcmp(argv[1], "bpf") == 0
					    ? SOCKSTAT_SOURCE_BPF
					    : SOCKSTAT_SOURCE_PROC;
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	char before[STATE_MAX] = "";
	char after[STATE_MAX] = "";
	struct wanted wanted = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

	expect(wanted.fd >= 0 && bind(wanted.fd, (void *)&address, len) == 0 &&
		       listen(wanted.fd, 1) == 0 &&
		       getsockname(wanted.fd, (void *)&address, &len) == 0,
	       "this process listens");
	wanted.port = ntohs(address.sin_port);
	(void)signal(SIGUSR1, SIG_IGN);
	read_status(before);
	read_fds(before);
	check_options();
	use_library(source, &wanted);
	read_status(after);
	read_fds(after);
	if (strcmp(before, after) != 0) {
		fprintf(stderr, "before:\n%safter:\n%s", before, after);
		return 1;
	}
	return 0;
}
