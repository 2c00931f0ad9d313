/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capabilities of the process (capabilities(7)). A few capabilities are kept at the
 * start; they are raised only around the calls that need them, and all are dropped before
 * the first output. */
#ifndef PRIVILEGE_PRIV_H
#define PRIVILEGE_PRIV_H

#include <stdbool.h>

struct context_hooks;

/* Lowers all capabilities, and makes sure that an executed program could not get any
 * (bounding and ambient set, securebits, no_new_privs). Must be called first. Returns to
 * the real user and group if the program is set-uid or set-gid. A process with more
 * privileges than its user loses its environment, by which the user could make the C
 * library and the resolver read files. Returns 0 or -errno. */
int priv_begin(void);

/* Drops every capability except those for the search for owners and, if bpf is set, for
 * BPF. If owners is false, drops all capabilities, because listing sockets needs none.
 * Returns 0 or -errno. */
int priv_keep(bool owners, bool bpf);

/* Returns whether the process has any capability. */
bool priv_has_any(void);

/* Returns whether the process has all capabilities to look into every other process. */
bool priv_has_owner_caps(void);

/* Returns the name of a capability that the process lacks to look into every other
 * process; NULL: the process lacks no such capability. */
const char *priv_lacks_owner_cap(void);

/* Returns whether the process has the capabilities to load a BPF program. */
bool priv_has_bpf_caps(void);

/* The hooks by which the library raises and lowers the kept capabilities. A thread that
 * is started while the capabilities are raised has them in effect, too. */
extern const struct context_hooks priv_hooks;

/* Changes uid and gid of a child process to 65534, which own nothing (the kernel shows
 * them for ids that it cannot map), removes its other groups, and drops all its
 * capabilities. No process of the same user may then trace the child. Without CAP_SETUID
 * and CAP_SETGID, or in a user namespace that does not map these ids, the child keeps its
 * user. Neither its parent nor, when the parent dies, the kernel can send a signal to the
 * child any more. Returns 0 or the errors of priv_drop. */
int priv_be_nobody(void);

/* Drops all capabilities for good. Returns 0 or -errno. */
int priv_drop(void);

#endif
