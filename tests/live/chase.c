/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chase CALL SOCKETS COMMAND ARG...: runs a command while this process holds so many UDP
 * sockets on 127.0.0.1. Each time the command reads from a BPF iterator (CALL is read),
 * or opens the descriptors of a process (openat), another process begins that shares the
 * sockets: a command that follows these never ends. The file $COUNT gets the number of
 * processes begun, as soon as there are a few and again at the end. */
#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "notified.h"

enum {
	/* The number of processes at a time, lower if openat starts them. The oldest
	 * process ends when another begins. */
	LIVE = 1000,
	LIVE_FEW = 100,
	/* A read from an iterator returns as many records as fit; so many processes begin
	 * at the second read, which is fewer. */
	LEAD = 900,
	FEW = 950,
	STACK = 65536,
};

struct chase {
	int is_read;
	unsigned int begun;
	unsigned int calls;
	pid_t live[LIVE];
};

static void hold_sockets(long count)
{
	const struct sockaddr_in any = { .sin_family = AF_INET,
					 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	for (long i = 0; i < count; i++) {
		const int fd = socket(AF_INET, SOCK_DGRAM, 0);

		check(fd, "socket");
		check(bind(fd, (const struct sockaddr *)&any, sizeof(any)), "bind");
	}
}

__attribute__((noreturn)) static int live(void *arg)
{
	(void)arg;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static void note(unsigned int begun)
{
	const char *path = getenv("COUNT");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%u\n", begun);
	fclose(f);
}

/* Returns whether the path opened is "PID/fd". */
static int is_of_descriptors(const struct seccomp_notif *asked)
{
	char path[32] = "";
	struct iovec to = { .iov_base = path, .iov_len = sizeof(path) - 1 };
	struct iovec from = { .iov_len = sizeof(path) - 1 };

	memcpy(&from.iov_base, &asked->data.args[1], sizeof(from.iov_base));
	if (process_vm_readv((pid_t)asked->pid, &to, 1, &from, 1, 0) <= 0)
		return 0;
	const size_t digits = strspn(path, "0123456789");
	return digits && strcmp(path + digits, "/fd") == 0;
}

static int is_of_iterator(const struct seccomp_notif *asked)
{
	static const char iterator[] = "anon_inode:bpf_iter";
	char path[64];
	char link[64];

	snprintf(path, sizeof(path), "/proc/%u/fd/%llu", asked->pid,
		 (unsigned long long)asked->data.args[0]);
	return readlink(path, link, sizeof(link)) == sizeof(iterator) - 1 &&
	       memcmp(link, iterator, sizeof(iterator) - 1) == 0;
}

static void begin_another(struct chase *chase)
{
	static char stack[STACK] __attribute__((aligned(16)));
	pid_t *oldest = &chase->live[chase->begun % (chase->is_read ? LIVE : LIVE_FEW)];

	if (*oldest) {
		kill(*oldest, SIGKILL);
		check(waitpid(*oldest, NULL, 0), "waitpid");
	}
	/* The memory is copied, the descriptor table is shared. */
	*oldest = clone(live, stack + sizeof(stack), CLONE_FILES | SIGCHLD, NULL);
	check(*oldest, "clone");
	if (++chase->begun == FEW)
		note(chase->begun);
}

static void run_ahead(const struct seccomp_notif *asked, void *arg)
{
	struct chase *chase = arg;

	if (!(chase->is_read ? is_of_iterator(asked) : is_of_descriptors(asked)))
		return;
	const int count = ++chase->calls == 2 && chase->is_read ? LEAD : 1;

	for (int i = 0; i < count; i++)
		begin_another(chase);
}

int main(int argc, char *argv[])
{
	struct chase chase = { 0 };
	int notify = -1;

	if (argc < 4)
		return 125;
	chase.is_read = strcmp(argv[1], "read") == 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	const pid_t pid = notified_start(
		argv + 3, chase.is_read ? SCMP_SYS(read) : SCMP_SYS(openat), &notify);
	hold_sockets(strtol(argv[2], NULL, 10));
	const int status = notified_watch(pid, notify, run_ahead, &chase);
	note(chase.begun);
	for (size_t i = 0; i < LIVE; i++)
		if (chase.live[i])
			kill(chase.live[i], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	return status;
}
