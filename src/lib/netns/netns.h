/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces (network_namespaces(7)): a table of the namespaces that were found,
 * with their names and the ways to open them. */
#ifndef NETNS_NETNS_H
#define NETNS_NETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct context;

/* How a network namespace in which no thread runs can be opened. */
enum netns_way {
	NETNS_NO_WAY,
	/* The namespace is opened by the file `path` on which it is mounted, below the
	 * root directory of the process `way_pid`. */
	NETNS_BY_MOUNT,
	/* The namespace is opened by the descriptor `way_fd` of the process `way_pid`,
	 * which refers to the namespace itself. */
	NETNS_BY_FD,
	/* The namespace is opened by the descriptor `way_fd` of the process `way_pid`,
	 * which is a socket in the namespace. */
	NETNS_BY_SOCKET,
};

enum netns_state {
	NETNS_FOUND,
	/* All requested sockets of the network namespace were read. */
	NETNS_READ,
	/* The network namespace could not be entered, so its sockets were read from
	 * /proc/PID/net of a process in the namespace. */
	NETNS_FROM_PROC,
	/* Only a part of the requested sockets of the network namespace was read, because
	 * /proc/PID/net lacks some of the requested sockets or there is no /proc. */
	NETNS_IN_PART,
	/* The network namespace exists, but none of its sockets could be read. */
	NETNS_UNREAD,
	/* The network namespace has ended since it was found. */
	NETNS_GONE,
	NETNS_STATE_MAX_,
};

struct netns {
	/* Inode of the network namespace, which the link /proc/PID/ns/net shows; 0: the
	 * link cannot be read. */
	uint32_t inode;
	/* The key of the namespace in the table of namespaces: its inode or, if the inode
	 * is not known, a number that is no inode of a namespace. */
	uint32_t key;
	/* Inode of the file /proc/PID/net/dev, which can be read without privileges and
	 * differs in each network namespace; 0: the inode was not read. */
	uint64_t dev;
	/* The cookie of the namespace (SO_NETNS_COOKIE), by which the kernel opens the
	 * namespace if netns_table.opens_by_cookie is set; 0: the cookie is not known. */
	uint64_t cookie;
	/* thread: the number of a thread in the network namespace. pid: the process of
	 * this thread. Both are 0 if no thread in the namespace was found. */
	uint32_t pid, thread;
	enum netns_way way;
	uint32_t way_pid, way_fd;
	/* The path of the file on which the namespace is mounted, if the namespace is
	 * opened by this file (NETNS_BY_MOUNT); otherwise NULL. */
	char *path;
	/* The name that is shown for the network namespace, not escaped; NULL: the
	 * namespace has no name. */
	char *name;
	/* is_own: whether this program is in the network namespace. is_host: whether the
	 * namespace is the initial one of the kernel. is_wanted: whether the sockets of
	 * the namespace are wanted. */
	bool is_own, is_host, is_wanted;
	/* Whether the kernel's own list of namespaces has this network namespace. */
	bool is_in_ring;
	enum netns_state state;
};

/* Which network namespaces are wanted: all of them, or the namespaces that `words` name.
 * A word is the name, path or inode of a namespace, the pid of a process in a namespace,
 * or "own" for the namespace of this program. */
struct netns_select {
	bool all;
	/* Whether the kernel's list of network namespaces may be read by BPF. */
	bool may_use_bpf;
	const char *const *words;
	size_t count;
};

struct netns_link;

/* A table of network namespaces, whose first entry is the namespace of this program. If
 * all bytes of the struct are zero, the table is empty. */
struct netns_table {
	struct netns *all;
	size_t len, cap;
	/* Maps the key of a namespace, and the inode of the namespace's file net/dev, to
	 * the index of the namespace in `all`. */
	struct map index;
	/* links: the names of network interfaces. link_index: maps a namespace and the
	 * index of an interface to an index in `links`. */
	struct netns_link *links;
	size_t links_len, links_cap;
	struct map link_index;
	/* Whether the kernel can open a network namespace by its cookie (since Linux
	 * 6.18). */
	bool opens_by_cookie;
	/* The pid of this program. */
	uint32_t own_pid;
	/* The number of processes that denied access to the search for network
	 * namespaces. */
	uint64_t denied;
	/* Whether the search for network namespaces was made in the directories of
	 * processes, and /proc does not show all processes. */
	bool hides_processes;
	/* The first word of the selection that names no network namespace; NULL: each
	 * word names a network namespace. */
	const char *missing;
};

void netns_table_release(struct netns_table *t);

/* Adds the wanted network namespaces to the table, names them, and sets is_wanted in
 * their entries. If necessary, all processes are searched for the namespaces that their
 * threads, mounts, descriptors and sockets show. Entries that the table already has are
 * updated. Returns 0 or an error for which errno_is_resource() is true. */
int netns_find(struct netns_table *t, const struct context *context,
	       const struct netns_select *select);

/* Returns the entry of the network namespace with the given key; NULL: the table has no
 * such entry. */
const struct netns *netns_of_key(const struct netns_table *t, uint64_t key);

/* Returns how many of the wanted network namespaces are in the given state. */
size_t netns_count(const struct netns_table *t, enum netns_state state);

/* Adds the namespaces in the kernel's own list, and their cookies, to the table; the list
 * is read by BPF. Returns 0 if the list was read to its end, -EPERM if the calling thread
 * lacks the capabilities for BPF, or another -errno. */
int netns_read_ring(struct netns_table *t, const struct context *context);

/* Opens a network namespace by its cookie. Returns 0; -EBADF or another error if the
 * kernel cannot open namespaces by cookie; -ESRCH if the namespace has ended; or
 * -EPERM. */
int netns_open_by_cookie(const struct netns *n, int *ret_fd);

/* Opens a network namespace for setns(2), with raised privileges. Returns 0 and sets
 * *ret_fd; -ESRCH if no known way opens the namespace any more; -EPERM or -EACCES if
 * access is denied; or another error. */
int netns_open(const struct netns_table *t, const struct netns *n,
	       const struct context *context, int *ret_fd);

/* Moves the calling thread into a network namespace, with raised privileges. The thread
 * must be one that the library has started. Returns 0 or an error of netns_open() or
 * setns(2). */
int netns_enter(const struct netns_table *t, const struct netns *n,
		const struct context *context);

/* Sets *ret to the entry of the network namespace that has this inode, or whose net/dev
 * has the inode dev, and adds the entry if the table lacks it. An inode that is not known
 * is 0. Returns 0 or -ENOMEM. */
int netns_add(struct netns_table *t, uint32_t inode, uint64_t dev, struct netns **ret);

/* Returns whether the table has an entry for the network namespace with this inode. */
bool netns_has_inode(const struct netns_table *t, uint32_t inode);

/* Stores the name of the network interface ifindex of the namespace n, in which the
 * calling thread must be. Returns 0 or -ENOMEM. */
int netns_note_link(struct netns_table *t, const struct netns *n, uint32_t ifindex);

/* Returns the name of an interface of the network namespace with the given key, as
 * netns_note_link() has stored the name; NULL: no name was stored. */
const char *netns_link_name(const struct netns_table *t, uint64_t key, uint32_t ifindex);

/* Parses a text such as "net:[4026531840]", and sets *ret to the inode of the network
 * namespace in it. Returns false if the n bytes of text have another form. */
bool netns_parse(const char *text, size_t n, uint32_t *ret);

/* Parses a line of a mountinfo file (proc_pid_mountinfo(5)). Returns whether the line
 * shows a mounted network namespace, and then sets *ret_inode to its inode and *ret_path
 * to the path on which it is mounted. The path is decoded in the memory of the line. */
bool netns_parse_mount(char *line, uint32_t *ret_inode, char **ret_path);

/* Adds the network namespace of a thread to the table, and sets *ret to its entry; NULL:
 * there is no such thread. Sets *is_denied if the thread denies access to the link of its
 * namespace. Returns 0 or an error for which errno_is_resource() is true. */
int netns_find_thread(struct netns_table *t, int proc_fd, uint32_t pid, uint32_t thread,
		      bool *is_denied, struct netns **ret);

/* Stores a way to open the network namespace with this inode; the namespace is added if
 * the table lacks it. path may be NULL. Returns 0 or -ENOMEM. */
int netns_note_way(struct netns_table *t, uint32_t inode, enum netns_way way,
		   uint32_t pid, uint32_t fd, const char *path);

/* netns_name_by_path() names the network namespace with this inode after the file `path`
 * below /run/netns on which the namespace is mounted. netns_name_all() names the initial
 * namespace "host", and each other namespace without a name after a process in it, as
 * COMMAND/PID. Both return 0 or -ENOMEM. */
int netns_name_by_path(struct netns_table *t, uint32_t inode, const char *path);
int netns_name_all(struct netns_table *t, int proc_fd);

/* Sets is_wanted in the entries of the network namespaces that `select` selects, and sets
 * the member `missing` of the table. A word of `select` that is a path or a pid may add
 * an entry. Returns 0 or -ENOMEM. */
int netns_select(struct netns_table *t, int proc_fd, const struct netns_select *select);

/* Returns whether the name of a file below /run/netns was probably given by a user. The
 * names "cni-..." and "netns-UUID" are given by runtimes of containers. */
bool netns_is_name(const char *name);

#endif
