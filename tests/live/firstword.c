/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firstword FILE COMMAND ARG...: runs a command, stops it and its children at their first
 * write to stdout or stderr or their first query to a name server, and writes one line
 * for each process to FILE: "said" or "asked", and the privileges of its least restricted
 * thread at that moment, from /proc/PID/task/TID/status: "said inh=0 prm=0 eff=0 bnd=0
 * amb=0 nnp=1 seccomp=2 uids=0,0,0". Exits with the status of the command. Requires
 * CAP_SYS_PTRACE, with which file capabilities work under a tracer too. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEEN_MAX = 1024 };

struct state {
	uint64_t caps[5];
	unsigned int no_new_privs, seccomp;
	unsigned int uids[3];
};

static const char *const sets[] = { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" };

static void fail(const char *what)
{
	perror(what);
	exit(70);
}

/* Returns whether the thread has ended: it may still be visible after it was waited
 * for. */
static bool is_exiting(int pid, const char *tid)
{
	/* The flag of include/linux/sched.h. */
	enum { PF_EXITING = 4 };
	char path[300];
	char line[1024];
	unsigned int flags = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", pid, tid);
	FILE *f = fopen(path, "re");
	const char *end = f && fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	const bool is_read =
		end && sscanf(end, ") %*c %*d %*d %*d %*d %*d %u", &flags) == 1;
	if (f)
		fclose(f);
	return !is_read || flags & PF_EXITING;
}

static void add_thread(const char *path, struct state *state)
{
	FILE *f = fopen(path, "re");
	char line[256];
	unsigned int number = 0;

	while (f && fgets(line, sizeof(line), f)) {
		for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
			if (strncmp(line, sets[i], strlen(sets[i])) == 0)
				state->caps[i] |=
					strtoull(line + strlen(sets[i]) + 1, NULL, 16);
		if (sscanf(line, "NoNewPrivs: %u", &number) == 1 &&
		    number < state->no_new_privs)
			state->no_new_privs = number;
		if (sscanf(line, "Seccomp: %u", &number) == 1 && number < state->seccomp)
			state->seccomp = number;
		(void)!sscanf(line, "Uid: %u %u %u", &state->uids[0], &state->uids[1],
			      &state->uids[2]);
	}
	if (f)
		fclose(f);
}

static void tell(FILE *to, const char *word, int pid)
{
	struct state state = { .no_new_privs = 9, .seccomp = 9 };
	char path[300];
	struct dirent *entry = NULL;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	DIR *threads = opendir(path);
	while (threads && (entry = readdir(threads))) {
		if (*entry->d_name == '.' || is_exiting(pid, entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%s/status", pid,
			 entry->d_name);
		add_thread(path, &state);
	}
	if (threads)
		closedir(threads);
	fprintf(to,
		"%s inh=%" PRIx64 " prm=%" PRIx64 " eff=%" PRIx64 " bnd=%" PRIx64
		" amb=%" PRIx64 " nnp=%u seccomp=%u uids=%u,%u,%u\n",
		word, state.caps[0], state.caps[1], state.caps[2], state.caps[3],
		state.caps[4], state.no_new_privs, state.seccomp, state.uids[0],
		state.uids[1], state.uids[2]);
	fflush(to);
}

static bool is_to_internet(int tid, uint64_t address)
{
	sa_family_t family = AF_UNSPEC;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const bool is_read =
		fd >= 0 && address &&
		pread(fd, &family, sizeof(family), (off_t)address) == sizeof(family);
	if (fd >= 0)
		close(fd);
	return is_read && (family == AF_INET || family == AF_INET6);
}

static const char *word_of(int tid, const struct __ptrace_syscall_info *info)
{
	const uint64_t nr = info->entry.nr;
	const __uint64_t *args = info->entry.args;

	if ((nr == SYS_write || nr == SYS_writev || nr == SYS_pwrite64) &&
	    (args[0] == STDOUT_FILENO || args[0] == STDERR_FILENO))
		return "said";
	if (nr == SYS_connect && is_to_internet(tid, args[1]))
		return "asked";
	if (nr == SYS_sendto && is_to_internet(tid, args[4]))
		return "asked";
	return NULL;
}

static int process_of(int tid)
{
	char path[64];
	char line[256];
	int pid = tid;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		(void)!sscanf(line, "Tgid: %d", &pid);
	if (f)
		fclose(f);
	return pid;
}

/* Returns whether this is the first line for the process. */
static bool is_first(const char *word, int pid)
{
	static struct {
		const char *word;
		int pid;
	} told[SEEN_MAX];
	static size_t len;

	for (size_t i = 0; i < len; i++)
		if (told[i].pid == pid && told[i].word == word)
			return false;
	if (len < SEEN_MAX) {
		told[len].word = word;
		told[len++].pid = pid;
	}
	return true;
}

static void look(FILE *to, int tid)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) < 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	const char *word = word_of(tid, &info);
	const int pid = word ? process_of(tid) : 0;
	if (word && is_first(word, pid))
		tell(to, word, pid);
}

int main(int argc, char *argv[])
{
	FILE *to = argc > 2 ? fopen(argv[1], "we") : NULL;
	int status = 0;
	int tid = 0;

	if (!to)
		return 70;
	const pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		raise(SIGSTOP);
		execvp(argv[2], argv + 2);
		fail(argv[2]);
	}
	if (waitpid(child, &status, WUNTRACED) < 0 ||
	    ptrace(PTRACE_SEIZE, child, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			   PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL) < 0)
		fail("ptrace");
	kill(child, SIGCONT);
	while ((tid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		int number = 0;

		if (tid == child && WIFEXITED(status))
			return WEXITSTATUS(status);
		if (tid == child && WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		if (!WIFSTOPPED(status))
			continue;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			look(to, tid);
		else if (!(status >> 16))
			number = WSTOPSIG(status);
		ptrace(PTRACE_SYSCALL, tid, 0, number);
	}
	return 70;
}
