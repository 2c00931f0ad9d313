/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confines the process with seccomp(2) and, if the kernel has it, landlock(7), once all data is
 * collected: it can then write its output and do little else. */
#ifndef PRIVILEGE_SANDBOX_H
#define PRIVILEGE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_scope {
	/* Allows to read sock_diag and open files, and to look up names of interfaces. */
	SANDBOX_BARE,
	/* Allows what SANDBOX_BARE does, DNS, and what modules of nsswitch.conf(5) do. */
	SANDBOX_NAMES,
	/* Allows what SANDBOX_NAMES does, and repeated searches for owners. */
	SANDBOX_FOLLOW,
	/* Allows only to look up hosts; see sandbox_enter_lookup. */
	SANDBOX_LOOKUP,
	SANDBOX_SCOPE_MAX_,
};

/* Confines the calling thread, which must be the only one, for good: it can only write to files
 * that are open, and can neither execute programs nor trace or kill processes. What the kernel or
 * a container does not support is left out. Under a sanitizer, which makes calls of its own,
 * nothing is done. */
void sandbox_enter(enum sandbox_scope scope);

/* Returns false in a build with a sanitizer, in which sandbox_enter does nothing. */
bool sandbox_is_built(void);

/* Enters SANDBOX_LOOKUP, which allows UDP and TCP over IP, reading the files that exist, and with
 * Landlock of version 4 or later TCP to these ports only (host order). Returns -ENOMEM, -EMFILE or
 * -ENFILE if a file could not be opened for lack of a resource; otherwise 0. */
int sandbox_enter_lookup(const char *const files[], size_t files_len,
			 const uint16_t ports[], size_t ports_len);

#endif
