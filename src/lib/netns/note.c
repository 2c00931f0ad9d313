/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fills the table of network namespaces: stores the threads in a namespace, the ways to
 * open the namespace, its name, and whether its sockets are wanted. */
#include "netns.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* Returns the inode of the file net/dev of a thread, which identifies its network
 * namespace as long as the namespace exists; 0: the inode cannot be read. */
static uint64_t read_dev(int proc_fd, uint32_t pid, uint32_t thread)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "%u/task/%u/net/dev", pid, thread);
	return fstatat(proc_fd, path, &st, 0) < 0 ? 0 : st.st_ino;
}

int netns_find_thread(struct netns_table *t, int proc_fd, uint32_t pid, uint32_t thread,
		      bool *is_denied, struct netns **ret)
{
	char path[64], link[PROC_LINK_MAX];
	struct netns *n = NULL;
	uint32_t inode = 0;

	*ret = NULL;
	snprintf(path, sizeof(path), "%u/task/%u/ns/net", pid, thread);
	const int len = proc_read_link(proc_fd, path, link);
	if (len < 0 && !proc_is_denied(len))
		return errno_is_resource(len) ? len : 0;
	if (len >= 0 && !netns_parse(link, (size_t)len, &inode))
		return 0;
	*is_denied |= len < 0;

	/* The inode of the file net/dev identifies the thread's namespace if the thread
	 * denies access to the link ns/net. Later, the inode shows whether the thread has
	 * left the namespace. */
	const uint64_t dev =
		inode && netns_has_inode(t, inode) ? 0 : read_dev(proc_fd, pid, thread);
	if (!inode && !dev)
		return 0;
	int r = netns_add(t, inode, dev, &n);
	if (r < 0)
		return r;
	/* A network namespace is named after a process other than this program, if such a
	 * process is in the namespace. */
	if (!n->pid || n->pid == t->own_pid || n->state == NETNS_GONE) {
		n->pid = pid;
		n->thread = thread;
	}
	*ret = n;
	return 0;
}

int netns_note_way(struct netns_table *t, uint32_t inode, enum netns_way way,
		   uint32_t pid, uint32_t fd, const char *path)
{
	struct netns *n = NULL;
	int r = netns_add(t, inode, 0, &n);

	if (r < 0 || (n->way != NETNS_NO_WAY && n->state != NETNS_GONE))
		return r;
	_cleanup_free_ char *copy = path ? strdup(path) : NULL;
	if (path && !copy)
		return -ENOMEM;
	free(n->path);
	n->path = TAKE(copy);
	n->way = way;
	n->way_pid = pid;
	n->way_fd = fd;
	return 0;
}

int netns_name_by_path(struct netns_table *t, uint32_t inode, const char *path)
{
	static const char *const folders[] = { "/run/netns/", "/var/run/netns/" };
	struct netns *n = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const size_t len = strlen(folders[i]);

		if (strncmp(path, folders[i], len) != 0 || !path[len] ||
		    strchr(path + len, '/') || !netns_is_name(path + len))
			continue;
		int r = netns_add(t, inode, 0, &n);
		if (r < 0 || n->name)
			return r;
		n->name = strdup(path + len);
		return n->name ? 0 : -ENOMEM;
	}
	return 0;
}

/* Names a network namespace after the process n->pid, as COMMAND/PID. Returns 0 or an
 * error for which errno_is_resource() is true. */
static int name_by_process(struct netns *n, int proc_fd)
{
	_cleanup_free_ char *comm = NULL;

	int r = proc_read_comm(proc_fd, n->pid, &comm);
	if (r == 0 && asprintf(&n->name, "%s/%u", comm, n->pid) < 0) {
		n->name = NULL;
		return -ENOMEM;
	}
	return errno_is_resource(r) ? r : 0;
}

int netns_name_all(struct netns_table *t, int proc_fd)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < t->len; i++) {
		struct netns *n = &t->all[i];

		if (n->is_host && (!n->name || strcmp(n->name, "host") != 0)) {
			free(n->name);
			n->name = strdup("host");
			r = n->name ? 0 : -ENOMEM;
		} else if (!n->name && n->pid && n->pid != t->own_pid) {
			r = name_by_process(n, proc_fd);
		}
	}
	return r;
}

static struct netns *find_name(const struct netns_table *t, const char *name)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->all[i].name && strcmp(t->all[i].name, name) == 0)
			return &t->all[i];
	return NULL;
}

/* Adds to the table the network namespace that is mounted on the file `path`, and sets
 * *ret to the entry of the namespace. Leaves *ret unchanged if no namespace is mounted on
 * `path`. Returns 0 or -ENOMEM. */
static int find_path(struct netns_table *t, const char *path, struct netns **ret)
{
	struct statfs fs;
	struct stat st;

	if (statfs(path, &fs) < 0 || fs.f_type != NSFS_MAGIC || stat(path, &st) < 0)
		return 0;
	/* An absolute path is not resolved by realpath(3), because the path may be that
	 * of a link in /proc, whose target is not a path. */
	_cleanup_free_ char *full = path[0] == '/' ? strdup(path) : realpath(path, NULL);
	if (!full)
		return errno == ENOMEM ? -ENOMEM : 0;
	int r = netns_note_way(t, (uint32_t)st.st_ino, NETNS_BY_MOUNT, t->own_pid, 0,
			       full);
	return r < 0 ? r : netns_add(t, (uint32_t)st.st_ino, 0, ret);
}

/* Sets *ret to the entry of the network namespace that a word of the selection names;
 * NULL: the table has no such entry. Returns 0 or an error for which errno_is_resource()
 * is true. */
static int find_word(struct netns_table *t, int proc_fd, const char *word,
		     struct netns **ret)
{
	/* The maximum pid is 2^22, and the inodes of namespaces are above 0xe0000000, so
	 * no number is both a pid and the inode of a namespace. */
	enum { PID_LIMIT = 1 << 22 };
	uint64_t number = 0;
	bool unused = false;
	char *path = NULL;

	*ret = strcmp(word, "own") == 0 ? &t->all[0] : find_name(t, word);
	if (*ret)
		return 0;
	if (strchr(word, '/'))
		return find_path(t, word, ret);
	/* A namespace that a runtime of containers has mounted below /run/netns is not
	 * named after the mounted file, but the user may select the namespace by the name
	 * of the file. */
	if (asprintf(&path, "/run/netns/%s", word) < 0)
		return -ENOMEM;
	int r = find_path(t, path, ret);
	free(path);
	if (r < 0 || *ret)
		return r;
	if (parse_uint_n(word, strlen(word), 10, UINT32_MAX, &number) < 0 || !number)
		return 0;
	const uint32_t pid = (uint32_t)number;

	if (number <= PID_LIMIT)
		return netns_find_thread(t, proc_fd, pid, pid, &unused, ret);
	for (size_t i = 0; !*ret && i < t->len; i++)
		if (t->all[i].inode == pid)
			*ret = &t->all[i];
	return 0;
}

int netns_select(struct netns_table *t, int proc_fd, const struct netns_select *select)
{
	for (size_t i = 0; select->all && i < t->len; i++)
		t->all[i].is_wanted = true;
	t->missing = NULL;
	for (size_t i = 0; i < select->count; i++) {
		struct netns *n = NULL;
		int r = find_word(t, proc_fd, select->words[i], &n);

		if (r < 0)
			return r;
		if (n)
			n->is_wanted = true;
		else if (!t->missing)
			t->missing = select->words[i];
	}
	return 0;
}
