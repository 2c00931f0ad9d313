/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capabilities of the process (capabilities(7)). At the start all capabilities but a
 * few are dropped; the kept capabilities are raised only around the calls that need them,
 * and are dropped before the first output. */
#ifndef PRIVILEGE_PRIV_H
#define PRIVILEGE_PRIV_H

#include <stdbool.h>

struct context_hooks;

/* Lowers all capabilities of the process, and makes sure that an executed program could
 * not get any capabilities (bounding and ambient set, securebits, no_new_privs). Must
 * be called before any other function. If the program is set-uid or set-gid, changes to
 * the real user and group. A process with more privileges than its user loses its
 * environment, by which the user could make the C library and the resolver read files;
 * only plain words about the terminal, such as TERM and LANG, stay. Returns 0 or
 * -errno. */
int priv_begin(void);

/* Drops every capability except those that are needed for the search for owners, for BPF
 * if bpf is true, and for entering network namespaces if netns is true. If owners is
 * false, drops all capabilities, because listing sockets needs no capability. Returns 0
 * or -errno. */
int priv_keep(bool owners, bool bpf, bool netns);

/* Returns whether the process has at least one capability. */
bool priv_has_any(void);

/* Returns whether the process has all the capabilities that it needs to look into every
 * other process. */
bool priv_has_owner_caps(void);

/* Returns the name of a capability that the process lacks, but needs to look into every
 * other process; NULL: the process has all needed capabilities. */
const char *priv_lacks_owner_cap(void);

/* Returns whether the process has the capabilities to load a BPF program. */
bool priv_has_bpf_caps(void);

/* The functions by which the library raises and lowers the capabilities that priv_keep
 * has kept. A thread that is started while the capabilities are raised has raised
 * capabilities, too. */
extern const struct context_hooks priv_hooks;

/* Changes the uid and gid of a child process to 65534, which own no files (the kernel
 * shows 65534 for ids that it cannot map), removes the other groups of the child, and
 * drops all its capabilities. Other processes with uid 65534 cannot trace the child.
 * Without CAP_SETUID and CAP_SETGID, or in a user namespace that does not map uid 65534,
 * the child keeps its user. After the change no signal reaches the child from its parent,
 * nor from the kernel when the parent dies. Returns 0 or the errors of priv_drop. */
int priv_be_nobody(void);

/* Drops all capabilities of the process for good. Returns 0 or -errno. */
int priv_drop(void);

#endif
