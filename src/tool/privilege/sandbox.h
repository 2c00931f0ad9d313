/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confines the process once it has collected: what is left is to write, and little else
 * (seccomp(2) and, if the kernel has it, landlock(7)). */
#ifndef PRIVILEGE_SANDBOX_H
#define PRIVILEGE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_scope {
	/* Allows reading sock_diag and files, and asking for names of interfaces. */
	SANDBOX_BARE,
	/* Allows the same, DNS, and what the modules of nsswitch.conf(5) do. */
	SANDBOX_NAMES,
	/* Allows the same, and repeated searches for owners. */
	SANDBOX_FOLLOW,
	/* Allows only to ask for hosts, see sandbox_enter_lookup. */
	SANDBOX_LOOKUP,
	SANDBOX_SCOPE_MAX_,
};

/* Confines the calling thread, which must be the only one, for good: it can only write to
 * files that are open, and can neither execute programs nor trace or kill processes. Parts
 * that the kernel or a container does not have are left out. Under a sanitizer, which makes
 * calls of its own, nothing is done. */
void sandbox_enter(enum sandbox_scope scope);

/* False under a sanitizer, where sandbox_enter does nothing. */
bool sandbox_is_built(void);

/* Enters SANDBOX_LOOKUP, which allows UDP and TCP over IP, reading those of the files that can
 * be read now, and with Landlock of version 4 TCP to these ports only (host order). Returns
 * -ENOMEM, -EMFILE or -ENFILE if a file could not be allowed for that reason; otherwise 0. */
int sandbox_enter_lookup(const char *const files[], size_t files_len,
			 const uint16_t ports[], size_t ports_len);

#endif
