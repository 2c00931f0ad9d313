/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confines the process by seccomp(2) and, if the kernel has it, landlock(7), when all
 * data are collected. The process can then write its output and do little else. */
#ifndef PRIVILEGE_SANDBOX_H
#define PRIVILEGE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_scope {
	/* Permits reading from sock_diag, opening files for reading, and looking up the
	 * names of interfaces. */
	SANDBOX_BARE,
	/* Permits what SANDBOX_BARE permits, and also DNS and what modules of
	 * nsswitch.conf(5) do. */
	SANDBOX_NAMES,
	/* Permits what SANDBOX_NAMES permits, and also repeated searches for owners. */
	SANDBOX_FOLLOW,
	/* Permits only looking up the names of hosts (sandbox_enter_lookup). */
	SANDBOX_LOOKUP,
	SANDBOX_SCOPE_MAX_,
};

/* Confines the calling thread, which must be the only thread of the process, for good.
 * The process can then write only to files that are already open, and can neither execute
 * programs nor trace or kill processes. Restrictions that the kernel or a container does
 * not support are left out. Does nothing in a build with a sanitizer, because a sanitizer
 * makes further system calls. */
void sandbox_enter(enum sandbox_scope scope);

/* Returns whether sandbox_enter has an effect, which is not so in a build with a
 * sanitizer. */
bool sandbox_is_built(void);

/* Confines the process to SANDBOX_LOOKUP, which permits UDP and TCP over IP, and reading
 * the given files if they exist. With Landlock of version 4 or later, TCP may connect
 * only to the given ports (in host order). Returns -ENOMEM, -EMFILE or -ENFILE if memory
 * or descriptors are lacking to open a file; otherwise 0. */
int sandbox_enter_lookup(const char *const files[], size_t files_len,
			 const uint16_t ports[], size_t ports_len);

#endif
