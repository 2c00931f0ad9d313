/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag/families.h"
#include "kernel/context.h"
#include "kernel/nl.h"
#include "kernel/proc.h"
#include "kernel/snmp.h"
#include "kernel/thread.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* SEARCHES_MAX: the maximum number of searches for network namespaces. A search is
 * repeated if a namespace cannot be entered because the process by which the namespace
 * was found has ended: the namespace may still exist. TEXT_MAX: the number of bytes that
 * are read of net/sockstat. */
enum { SEARCHES_MAX = 3, TEXT_MAX = 2048 };

struct walking {
	struct netns_walk *walk;
	const struct context *context;
	netns_read_fn *read;
	void *arg;
	/* The inode of net/dev in the network namespace that this thread entered last. */
	uint64_t dev;
	int r;
};

void netns_walk_release(struct netns_walk *w)
{
	netns_table_release(&w->table);
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		socks_release(&w->socks[proto]);
	*w = (struct netns_walk){ 0 };
}

int netns_walk_place(struct netns_walk *w, const struct sock *s, struct sock *ret)
{
	sock_copy(ret, s);
	ret->has |= SOCK_HAS_NETNS;
	ret->netns = w->now->key;
	/* Only a thread in the network namespace of the socket can find the name of the
	 * interface. This thread is not in that namespace if the sockets were read from
	 * /proc/PID/net of another process. */
	return ret->has & SOCK_HAS_IFINDEX && ret->ifindex &&
			       w->now->state != NETNS_FROM_PROC
		       ? netns_note_link(&w->table, w->now, ret->ifindex)
		       : 0;
}

/* The counters of /proc/net/sockstat and /proc/net/sockstat6 that show whether a network
 * namespace has sockets of a protocol. */
static const struct {
	enum proto proto;
	const char *group, *name;
} uses[] = {
	{ PROTO_TCP, "TCP", "inuse" },  { PROTO_TCP, "TCP", "tw" },
	{ PROTO_TCP, "TCP6", "inuse" }, { PROTO_UDP, "UDP", "inuse" },
	{ PROTO_UDP, "UDP6", "inuse" },
};

static bool has_text(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* Masks of indexes in the table `uses`. found: the counters that the files sockstat and
 * sockstat6 have. zero: the counters whose value is 0. */
struct usage {
	uint32_t found, zero;
};

static void note_use(const struct snmp_item *item, void *arg)
{
	struct usage *usage = arg;

	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		if (!has_text(item->group, item->group_len, uses[i].group) ||
		    !has_text(item->name, item->name_len, uses[i].name))
			continue;
		usage->found |= UINT32_C(1) << i;
		if (has_text(item->value, item->value_len, "0"))
			usage->zero |= UINT32_C(1) << i;
	}
}

static bool read_uses(int proc_fd, const char *path, struct usage *usage)
{
	char text[TEXT_MAX];
	_cleanup_close_ const int fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (n > 0)
		(void)snmp_parse_groups(text, (size_t)n, note_use, usage);
	return n > 0 || (fd < 0 && errno == ENOENT);
}

/* Returns the protocols of which a network namespace has no socket in use, as a mask of 1
 * << enum proto. proc_fd is the /proc directory of a task in the namespace. */
static uint32_t find_none(int proc_fd)
{
	struct usage usage = { 0 };
	uint32_t none = 0, some = 0;

	if (!read_uses(proc_fd, "net/sockstat", &usage) ||
	    !read_uses(proc_fd, "net/sockstat6", &usage))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		const bool is_v6 = strchr(uses[i].group, '6') != NULL;
		const uint32_t bit = UINT32_C(1) << uses[i].proto;

		/* Without IPv6 the file net/sockstat6 does not exist, so a missing
		 * counter of IPv6 counts as 0. */
		if (usage.zero >> i & 1 || (is_v6 && !(usage.found >> i & 1)))
			none |= bit;
		else
			some |= bit;
	}
	return none & ~some;
}

/* Returns a descriptor of the directory of the calling thread in /proc, below which net/
 * shows the network namespace that the thread has entered. Returns -1 if there is no such
 * directory, or if net/ still shows the namespace that the thread has left, as may happen
 * before Linux 5.0. */
static int open_proc(struct walking *walking)
{
	_cleanup_close_ int fd = openat(walking->context->proc_fd, "thread-self",
					O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstatat(fd, "net/dev", &st, 0) < 0 || st.st_ino == walking->dev)
		return -1;
	walking->dev = st.st_ino;
	return take_fd(&fd);
}

/* Reads the sockets of the network namespace that the calling thread is in. proc_fd: the
 * /proc directory whose net/ shows this namespace; -1: there is no such directory.
 * Returns 0 or an error that ends the walk through the namespaces. */
static int read_here(struct walking *walking, int proc_fd)
{
	struct netns_walk *w = walking->walk;
	_cleanup_(nl_freep) struct nl *nl = NULL;
	const int no_diag = nl_open(&nl);

	if (no_diag < 0 && !family_is_missing(no_diag) && !proc_is_denied(no_diag))
		return no_diag;
	if (nl)
		(void)nl_netns_cookie(nl, &w->now->cookie);
	struct family_source source = { .nl = nl, .proc_fd = proc_fd };

	w->none = proc_fd < 0 ? 0 : find_none(proc_fd);
	w->now->state = NETNS_READ;
	return walking->read(&source, no_diag, walking->arg);
}

/* Reads the sockets of a network namespace that cannot be entered, from the files in
 * /proc/PID/net of a process in the namespace. Returns 0 or an error that ends the walk
 * through the namespaces. */
static int read_from_proc(struct walking *walking)
{
	struct netns *n = walking->walk->now;
	char path[64];
	struct stat st;

	n->state = NETNS_UNREAD;
	if (!n->pid)
		return 0;
	snprintf(path, sizeof(path), "%u/task/%u", n->pid, n->thread);
	_cleanup_close_ const int fd =
		openat(walking->context->proc_fd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno_is_resource(-errno) ? -errno : 0;
	if (n->dev && (fstatat(fd, "net/dev", &st, 0) < 0 || st.st_ino != n->dev)) {
		n->state = NETNS_GONE;
		return 0;
	}
	struct family_source source = { .proc_fd = fd };

	walking->walk->none = 0;
	n->state = NETNS_FROM_PROC;
	int r = walking->read(&source, -EPERM, walking->arg);
	if (r == 0 && fstatat(fd, "net/dev", &st, 0) < 0)
		n->state = NETNS_IN_PART;
	return r;
}

static int read_one(struct walking *walking)
{
	struct netns *n = walking->walk->now;

	if (n->is_own)
		return read_here(walking, walking->context->proc_fd);
	int r = netns_enter(&walking->walk->table, n, walking->context);
	if (r == -ESRCH) {
		/* The kernel's list says that the namespace exists, but no way to open
		 * the namespace is known. */
		n->state = n->is_in_ring && !n->pid && n->way == NETNS_NO_WAY &&
					   !walking->walk->table.opens_by_cookie
				   ? NETNS_UNREAD
				   : NETNS_GONE;
		return 0;
	}
	if (errno_is_resource(r))
		return r;
	if (r < 0)
		return read_from_proc(walking);
	_cleanup_close_ const int proc_fd = open_proc(walking);
	return read_here(walking, proc_fd);
}

static void *walk_all(void *arg)
{
	struct walking *walking = arg;
	struct netns_table *t = &walking->walk->table;

	for (size_t i = 0; walking->r == 0 && i < t->len; i++) {
		if (!t->all[i].is_wanted || (t->all[i].state != NETNS_FOUND))
			continue;
		walking->walk->now = &t->all[i];
		walking->r = read_one(walking);
	}
	walking->walk->now = NULL;
	return NULL;
}

/* Prepares the entries of wanted network namespaces that seem to have ended for another
 * search. Returns whether the table has such entries. */
static bool forget_gone(struct netns_table *t)
{
	bool is_any = false;

	for (size_t i = 0; i < t->len; i++) {
		struct netns *n = &t->all[i];

		/* A namespace that the kernel opens by its cookie has certainly ended if
		 * it cannot be opened, so it is not searched again. */
		if (!n->is_wanted || n->state != NETNS_GONE ||
		    (t->opens_by_cookie && n->cookie))
			continue;
		n->pid = n->thread = 0;
		n->way = NETNS_NO_WAY;
		n->state = NETNS_FOUND;
		is_any = true;
	}
	return is_any;
}

int netns_walk_run(struct netns_walk *w, const struct context *context,
		   const struct netns_select *select, netns_read_fn *read, void *arg)
{
	struct walking walking = {
		.walk = w,
		.context = context,
		.read = read,
		.arg = arg,
	};
	pthread_t thread;

	for (int i = 0; walking.r == 0 && i < SEARCHES_MAX; i++) {
		int r = netns_find(&w->table, context, select);
		if (r == 0)
			r = thread_start(&thread, walk_all, &walking);
		if (r < 0)
			return r;
		pthread_join(thread, NULL);
		if (!forget_gone(&w->table))
			break;
	}
	/* A wanted network namespace that the last search has not found has ended, and is
	 * not reported as unread. */
	for (size_t i = 0; i < w->table.len; i++)
		if (w->table.all[i].state == NETNS_FOUND)
			w->table.all[i].state = NETNS_GONE;
	return walking.r;
}
