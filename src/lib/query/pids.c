/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pids.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aux_dump.h"
#include "diag/families.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "owner/owner_index.h"
#include "owner/select.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"
#include "util/parse.h"

enum { TASK_PATH_MAX = 48, LINK_ROOM = 64 };

void pids_release(struct pids *p)
{
	for (size_t i = 0; i < p->netns_len; i++)
		close(p->netns[i].fd);
	free(p->netns);
	free(p->all);
	*p = (struct pids){ 0 };
}

void pids_forget_elsewhere(struct pids *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->len; i++)
		if (p->all[i].state < PID_UNPLACED)
			p->all[kept++] = p->all[i];
	p->len = kept;
	for (size_t i = 0; i < p->netns_len; i++)
		close(p->netns[i].fd);
	p->netns_len = 0;
}

static int add(struct pids *p, uint32_t pid, enum pid_state state, uint32_t number)
{
	int r = grow(&p->all, &p->cap, p->len + 1, sizeof(*p->all));

	if (r == 0)
		p->all[p->len++] = (struct pid_found){ pid, state, number };
	return r;
}

/* Sets *ret to an id of the network namespace of a task: the inode of /proc/PID/net/dev.
 * Reading this inode needs no privileges, unlike reading the link /proc/PID/ns/net.
 * Returns 0 or -errno. */
static int find_id(int dir_fd, const char *task, uint64_t *ret)
{
	char path[TASK_PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/net/dev", task);
	if (fstatat(dir_fd, path, &st, 0) < 0)
		return -errno;
	*ret = st.st_ino;
	return 0;
}

/* Returns the number of the network namespace of a task, which the link /proc/PID/ns/net
 * has in the form "net:[4026531840]"; 0: the link cannot be read. */
static uint32_t find_number(int dir_fd, const char *task)
{
	static const char prefix[] = "net:[";
	char path[TASK_PATH_MAX], link[LINK_ROOM];
	uint64_t number = 0;

	snprintf(path, sizeof(path), "%s/ns/net", task);
	const ssize_t n = readlinkat(dir_fd, path, link, sizeof(link));
	const size_t skipped = sizeof(prefix) - 1;

	if (n <= (ssize_t)skipped || memcmp(link, prefix, skipped) != 0 ||
	    parse_uint_n(link + skipped, (size_t)n - skipped - 1, 10, UINT32_MAX,
			 &number) < 0)
		return 0;
	return (uint32_t)number;
}

/* Finds in p->netns the network namespace with this id; a new namespace is added, and its
 * sockets will be read from the /proc directory `task`. *ret_number is set to the number
 * of the namespace. Returns 0 or -errno. */
static int note_netns(struct pids *p, int dir_fd, const char *task, uint64_t id,
		      uint32_t *ret_number)
{
	size_t i = 0;

	while (i < p->netns_len && p->netns[i].id != id)
		i++;
	if (i == p->netns_len) {
		_cleanup_close_ int fd =
			openat(dir_fd, task, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return -errno;
		int r = grow(&p->netns, &p->netns_cap, i + 1, sizeof(*p->netns));
		if (r < 0)
			return r;
		p->netns[p->netns_len++] = (struct pids_netns){
			take_fd(&fd),
			id,
			find_number(dir_fd, task),
		};
	}
	*ret_number = p->netns[i].number;
	return 0;
}

static int find_thread(struct pids *p, int dir_fd, uint32_t pid, uint32_t thread,
		       uint64_t own, size_t first)
{
	const enum pid_state state = thread == pid ? PID_ELSEWHERE : PID_THREAD_ELSEWHERE;
	char task[TASK_PATH_MAX / 2];
	uint64_t id = 0;
	uint32_t number = 0;

	snprintf(task, sizeof(task), "task/%u", thread);
	/* A task that has ended is skipped. A task that denies access is skipped, too,
	 * because the search for owners counts it. */
	int r = find_id(dir_fd, task, &id);
	if (r == 0 && id != own)
		r = note_netns(p, dir_fd, task, id, &number);
	if (r < 0 || id == own)
		return errno_is_resource(r) ? r : 0;
	/* If several threads of a process are in the same network namespace, the
	 * namespace is recorded only once. */
	for (size_t i = first; i < p->len; i++)
		if (p->all[i].number == number)
			return 0;
	return add(p, pid, state, number);
}

static int find_threads(struct pids *p, int dir_fd, uint32_t pid, uint64_t own)
{
	struct proc_numbers threads = PROC_NUMBERS_INIT;
	const size_t first = p->len;
	uint32_t thread = 0;

	int r = proc_numbers_open(&threads, dir_fd, "task");
	while (r == 0 && (r = proc_numbers_next(&threads, &thread)) > 0)
		r = find_thread(p, dir_fd, pid, thread, own, first);
	proc_numbers_close(&threads);
	return errno_is_resource(r) ? r : 0;
}

/* Returns whether there is a process with this pid. The check uses sched_getaffinity(2),
 * which needs no permission and finds the process even if /proc hides it (mount option
 * hidepid). */
static bool exists(uint32_t pid)
{
	cpu_set_t unused;

	return sched_getaffinity((pid_t)pid, sizeof(unused), &unused) == 0 ||
	       errno != ESRCH;
}

static int find_pid(struct pids *p, int proc_fd, uint32_t pid, uint64_t own)
{
	_cleanup_close_ int dir_fd = -1;
	uint32_t process = pid;

	int r = procdir_open(proc_fd, pid, &dir_fd);
	if (r == 0)
		r = proc_read_tgid(dir_fd, PROC_HERE, &process);
	if (errno_is_resource(r))
		return r;
	if (r < 0)
		return add(p, pid, exists(pid) ? PID_HIDDEN : PID_MISSING, 0);
	if (process != pid)
		return add(p, pid, PID_IS_THREAD, process);
	return own ? find_threads(p, dir_fd, pid, own) : add(p, pid, PID_UNPLACED, 0);
}

int pids_find(struct pids *p, const struct context *context,
	      const struct process_select *select)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	const int proc_fd = context->proc_fd;
	uint64_t own = 0;
	int r = 0;

	/* `own` is the id of this program's network namespace. It stays 0 if /proc
	 * belongs to another pid namespace, because "self" does not exist there. */
	if (select->pids.len)
		(void)find_id(proc_fd, "self", &own);
	for (size_t i = 0; r == 0 && i < select->pids.len; i++)
		r = find_pid(p, proc_fd, select->pids.all[i], own);
	return r;
}

/* The argument of read_sock() while the sockets of another network namespace are read. */
struct reading {
	const struct pids_netns *netns;
	sock_fn fn;
	void *arg;
	/* Whether the function fn has returned a value other than 0, which ends the
	 * listing. */
	bool is_stopped;
};

static int read_sock(const struct sock *s, void *arg)
{
	struct reading *reading = arg;
	struct sock found;

	sock_copy(&found, s);
	found.netns = reading->netns->number;
	/* found.netns is 0 if the number of the network namespace cannot be read; the
	 * socket is then listed without its network namespace. */
	if (found.netns)
		found.has |= SOCK_HAS_NETNS;
	const int r = reading->fn(&found, reading->arg);
	reading->is_stopped = r != 0;
	return r;
}

int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed)
{
	const struct family_ops *ops = family_ops(request->proto);

	for (size_t i = 0; ops->proc_net && i < p->netns_len; i++) {
		struct reading reading = { &p->netns[i], fn, arg, false };
		struct family_source there = { .proc_fd = p->netns[i].fd };
		uint64_t id = 0;

		int r = ops->proc_net(&there, request, read_sock, &reading);
		from->malformed += there.malformed;
		if (reading.is_stopped || errno_is_resource(r))
			return r;
		/* If a file of /proc/PID/net is missing although the task exists, the
		 * kernel lacks the protocol, which is no failure. If the task has ended,
		 * the sockets of its network namespace cannot be read any more, which
		 * counts as a failure. */
		*failed += r < 0 &&
			   (!proc_is_gone(r) || find_id(there.proc_fd, ".", &id) < 0);
	}
	return 0;
}

/* Returns whether the process with this pid, or one of its threads, is in another network
 * namespace than this program. */
static bool is_elsewhere(const struct pids *p, uint32_t pid)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->all[i].pid == pid && p->all[i].state >= PID_ELSEWHERE)
			return true;
	return false;
}

/* Values in the map `held`, whose keys are the inodes of sockets that are held in other
 * network namespaces. LISTED: a dump has shown the socket. UNLISTED: no dump has shown
 * the socket. */
enum { UNLISTED, LISTED };

static int note_listed(const struct sock *s, void *arg)
{
	struct map *held = arg;

	return map_get(held, s->inode) == MAP_NONE ? 0 : map_set(held, s->inode, LISTED);
}

static int note_held(const struct pids *p, const struct owner_index *owners,
		     struct map *held)
{
	const struct holder *h = NULL;
	int r = 0;

	while (r == 0 && (h = owner_index_next_at_all(owners, h)))
		if (is_elsewhere(p, owner_index_process(owners, h)->pid))
			r = map_set(held, h->inode, UNLISTED);
	return r;
}

/* Sets *ret to how many sockets in the map `held` no dump has shown, although their
 * holder still holds them (a socket may have been closed since its holder was found).
 * Returns 0 or -errno. */
static int count_held(const struct pids *p, const struct context *context,
		      const struct owner_index *owners, struct map *held, uint64_t *ret)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	const int proc_fd = context->proc_fd;
	const struct holder *h = NULL;
	int r = 0;

	while (r == 0 && (h = owner_index_next_at_all(owners, h))) {
		const uint32_t pid = owner_index_process(owners, h)->pid;

		if (is_elsewhere(p, pid) && map_get(held, h->inode) == UNLISTED &&
		    (procdir_has_socket(proc_fd, pid, h->fd, h->inode) ||
		     procdir_has_threads_socket(proc_fd, pid, h->fd, h->inode))) {
			++*ret;
			r = map_set(held, h->inode, LISTED);
		}
	}
	return r;
}

int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *owners, uint64_t *ret)
{
	struct map held = { 0 };
	uint64_t unused = 0;

	*ret = 0;
	int r = note_held(p, owners, &held);
	for (unsigned int pair = 0; r == 0 && held.used && pair < PAIR_MAX_; pair++) {
		const struct family_request all = {
			.proto = pair / IP_MAX_,
			.ip = pair % IP_MAX_,
			.states = STATE_ALL,
		};
		struct family_source there = { .proc_fd = -1 };

		if (!pair_label(pair))
			continue;
		r = pids_read(p, &there, &all, note_listed, &held, &unused);
		if (r == 0)
			r = aux_dump_read(from, pair, WHICH_ALL, note_listed, &held);
	}
	if (r == 0)
		r = count_held(p, context, owners, &held, ret);
	map_release(&held);
	return r;
}
