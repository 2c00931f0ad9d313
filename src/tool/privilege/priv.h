/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities (capabilities(7)): a few are kept at the start, they are in effect only around the
 * calls that need them, and all are dropped before the first output. */
#ifndef PRIVILEGE_PRIV_H
#define PRIVILEGE_PRIV_H

#include <stdbool.h>

struct context_hooks;

/* Called first. Lowers all capabilities, and makes sure that an executed program could not get
 * any (bounding and ambient set, securebits, no_new_privs). The user and group of a set-uid
 * file are given back. A process with more privileges than its user loses its environment, in
 * which that user could name files to the C library and the resolver. -errno. */
int priv_begin(void);

/* Drops every capability except those for the search for owners and, with bpf, for BPF. Without
 * owners it drops all: listing sockets needs none. -errno. */
int priv_keep(bool owners, bool bpf);

/* Whether the process has any capability. */
bool priv_has_any(void);

/* Whether the search for owners may look into every process. */
bool priv_has_owner_caps(void);

/* Returns the name of a capability that it lacks for that, or NULL. */
const char *priv_lacks_owner_cap(void);

/* Whether a BPF program may be loaded that looks at every process. */
bool priv_has_bpf_caps(void);

/* How the library raises and lowers the capabilities that are kept. Threads that are started
 * while they are raised have them in effect, too. */
extern const struct context_hooks priv_hooks;

/* Gives a child process uid and gid 65534, which own nothing (the kernel shows them for ids
 * that it cannot map), and no other group. Without CAP_SETUID and CAP_SETGID, or in a user
 * namespace that does not map these ids, the child keeps its user. Then it drops all
 * capabilities, and no process of the same user may trace it. Neither its parent nor, when the
 * parent dies, the kernel can send it a signal any more. -errno of priv_drop. */
int priv_be_nobody(void);

/* Drops all capabilities for good. -errno. */
int priv_drop(void);

#endif
