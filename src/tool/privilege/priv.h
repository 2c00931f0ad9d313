/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities (capabilities(7)): few are kept at the start, these are in effect only around the
 * calls that need them, and there are none once collection is done. */
#ifndef PRIVILEGE_PRIV_H
#define PRIVILEGE_PRIV_H

#include <stdbool.h>

struct context_hooks;

/* First of all: no capability is in effect any more, none can be had by what is executed
 * (bounding and ambient set, securebits, no_new_privs), and who was made another user by the
 * file's mode is again who he was. In a process that was given more than its user has, the
 * environment, which is that user's, is emptied: it names files to C library and resolver. */
int priv_begin(void);

/* Gives up every capability but those that the owner walk needs, and BPF if it may be used,
 * and these too without owners: listing sockets needs none. */
int priv_keep(bool owners, bool bpf);

/* Whether there is anything to give up. */
bool priv_has_any(void);

/* Whether the owner walk may look into every process. */
bool priv_has_owner_caps(void);

/* The name of a capability that the owner walk lacks for that, NULL where it lacks none. */
const char *priv_lacks_owner_cap(void);

/* Whether a BPF program may be loaded that looks at every process. */
bool priv_has_bpf_caps(void);

/* How the library raises and lowers the capabilities that are kept. Threads that are started while
 * they are raised have them in effect, too. */
extern const struct context_hooks priv_hooks;

/* Makes a child another user, who owns nothing, without any group: uid and gid 65534, which are those
 * of the kernel for what it cannot map, and those of nobody everywhere. Without CAP_SETUID and
 * CAP_SETGID, or in a user namespace that does not map them, it stays who it is. Then all
 * capabilities are given up, and no other process of that user may look into it or trace it. Its
 * parent may not send it a signal any more, nor may the kernel at the death of the parent. -errno of
 * priv_drop. */
int priv_be_nobody(void);

/* Gives up every capability, for good. */
int priv_drop(void);

#endif
