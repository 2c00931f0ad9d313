/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces (network_namespaces(7)): a table of the namespaces that are found, with
 * their names and ways to open them. */
#ifndef NETNS_NETNS_H
#define NETNS_NETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct context;

/* How a namespace is opened that no thread is in. */
enum netns_way {
	NETNS_NO_WAY,
	/* by a file on which the namespace is mounted, `path` below the root of `pid` */
	NETNS_BY_MOUNT,
	/* by the descriptor `fd` of `pid`, which is the namespace */
	NETNS_BY_FD,
	/* by the descriptor `fd` of `pid`, which is a socket of the namespace */
	NETNS_BY_SOCKET,
};

enum netns_state {
	NETNS_FOUND,
	/* All requested sockets of the namespace were read. */
	NETNS_READ,
	/* The namespace could not be entered: /proc/PID/net of a process was read. */
	NETNS_FROM_PROC,
	/* The same, but /proc/PID/net lacks some of the requested sockets. */
	NETNS_IN_PART,
	/* The namespace exists but could not be read. */
	NETNS_UNREAD,
	/* The namespace has ended since it was found. */
	NETNS_GONE,
	NETNS_STATE_MAX_,
};

struct netns {
	/* inode of the namespace (/proc/PID/ns/net); 0: the link cannot be read */
	uint32_t inode;
	/* the inode or, if that is 0, a number that no inode has */
	uint32_t key;
	/* inode of /proc/PID/net/dev, which needs no privileges; 0: not read */
	uint64_t dev;
	/* cookie of the namespace (SO_NETNS_COOKIE); 0: not known */
	uint64_t cookie;
	/* a thread in the namespace, and its process; 0: none was found */
	uint32_t pid, thread;
	enum netns_way way;
	uint32_t way_pid, way_fd;
	/* path of NETNS_BY_MOUNT; NULL for other ways */
	char *path;
	/* name to show, unescaped; NULL: the namespace has no name */
	char *name;
	/* is_host: it is the initial namespace of the kernel */
	bool is_own, is_host, is_wanted;
	enum netns_state state;
};

/* Which namespaces are wanted: all, or those named by `words`, each a name, pid, path or
 * inode, or "own". */
struct netns_select {
	bool all;
	const char *const *words;
	size_t count;
};

struct netns_link;

/* The table is empty when all its bytes are zero. The first entry is the namespace of
 * this program. */
struct netns_table {
	struct netns *all;
	size_t len, cap;
	/* index in `all` by key, and by the inode of net/dev */
	struct map index;
	/* names of interfaces, and index in `links` by namespace and interface */
	struct netns_link *links;
	size_t links_len, links_cap;
	struct map link_index;
	/* number of processes that cannot be searched for namespaces */
	uint64_t denied;
	/* Processes were searched, but this /proc does not show all of them. */
	bool hides_processes;
	/* first word of the selection that names no namespace; NULL: each word names
	 * one */
	const char *missing;
};

void netns_table_release(struct netns_table *t);

/* Finds the namespaces that are wanted, names them, and sets is_wanted. Processes are
 * searched for namespaces that they, their threads, mounts, descriptors or sockets hold,
 * unless all wanted namespaces are found without. Entries that the table already has are
 * updated. Returns 0 or an error for which errno_is_resource() is true. */
int netns_find(struct netns_table *t, const struct context *context,
	       const struct netns_select *select);

/* Returns the entry with a key; NULL: there is none. */
const struct netns *netns_of_key(const struct netns_table *t, uint64_t key);

/* Returns the number of wanted namespaces in a state. */
size_t netns_count(const struct netns_table *t, enum netns_state state);

/* Opens a namespace for setns(2). Raises privileges. Returns 0; -ESRCH if none of the
 * known ways leads to the namespace any more; -EPERM or -EACCES if access is denied, or
 * another error. */
int netns_open(const struct netns *n, const struct context *context, int *ret_fd);

/* Moves the calling thread, which must be one of the library's own, to a namespace.
 * Raises privileges. Returns 0 or an error of netns_open() or setns(2). */
int netns_enter(const struct netns *n, const struct context *context);

/* Finds or adds the entry of a namespace, by its inode or by the inode of net/dev; the
 * number that is not known is 0. Returns 0 or -ENOMEM. */
int netns_add(struct netns_table *t, uint32_t inode, uint64_t dev, struct netns **ret);

/* Returns whether the table has an entry with the inode of a namespace. */
bool netns_has_inode(const struct netns_table *t, uint32_t inode);

/* Notes the name of an interface in the namespace `n`, in which the calling thread is.
 * Returns 0 or -ENOMEM. */
int netns_note_link(struct netns_table *t, const struct netns *n, uint32_t ifindex);

/* Returns the noted name of an interface in the namespace with a key; NULL: it was not
 * noted. */
const char *netns_link_name(const struct netns_table *t, uint64_t key, uint32_t ifindex);

/* Parses "net:[4026531840]". Returns false for another text. */
bool netns_parse(const char *text, size_t n, uint32_t *ret);

/* Parses a line of a mountinfo file (proc_pid_mountinfo(5)). Returns true if a network
 * namespace is mounted, and sets *ret_inode and *ret_path, a path that is decoded in place
 * in the line. */
bool netns_parse_mount(char *line, uint32_t *ret_inode, char **ret_path);

/* Finds the namespace of a thread and adds it to the table. *ret: its entry; NULL if there
 * is no such thread. Sets *is_denied if the thread denies access to the link of its
 * namespace. Returns 0 or an error for which errno_is_resource() is true. */
int netns_find_thread(struct netns_table *t, int proc_fd, uint32_t pid, uint32_t thread,
		      bool *is_denied, struct netns **ret);

/* Notes a way to open a namespace that the table may lack. path may be NULL. Returns 0 or
 * -ENOMEM. */
int netns_note_way(struct netns_table *t, uint32_t inode, enum netns_way way,
		   uint32_t pid, uint32_t fd, const char *path);

/* Names the namespaces that have no name yet: after a file below /run/netns when
 * netns_name_by_path() is called, "host", or after the first process in them, as
 * COMMAND/PID. Both return 0 or -ENOMEM. */
int netns_name_by_path(struct netns_table *t, uint32_t inode, const char *path);
int netns_name_all(struct netns_table *t, int proc_fd);

/* Sets is_wanted of the namespaces that are selected, and the member `missing`. A path or
 * a pid may add an entry. Returns 0 or -ENOMEM. */
int netns_select(struct netns_table *t, int proc_fd, const struct netns_select *select);

/* Returns whether a name below /run/netns was given by a user, not by a runtime of
 * containers: "cni-..." and "netns-UUID" are none. */
bool netns_is_name(const char *name);

#endif
