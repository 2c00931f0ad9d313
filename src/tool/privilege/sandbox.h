/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is left to do by who has collected: to write, and little else (seccomp(2), and
 * landlock(7) where the kernel has it). */
#ifndef PRIVILEGE_SANDBOX_H
#define PRIVILEGE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_scope {
	SANDBOX_BARE, /* to read on, too: sock_diag, and files; names of interfaces */
	SANDBOX_NAMES, /* and to ask for names: DNS, and whom nsswitch.conf(5) names */
	SANDBOX_FOLLOW, /* and to look for owners again and again */
	SANDBOX_LOOKUP, /* to ask for hosts, and nothing else: see sandbox_enter_lookup */
	SANDBOX_SCOPE_MAX_,
};

/* Shuts the calling thread in, which is to be the only one, for good. Nothing is written to files
 * from here on but what is open, nothing executed, nobody traced or killed. A kernel or a container
 * may have none of it: then all is as it was, and no less is listed. Under a sanitizer, which has
 * calls of its own to make, nothing happens. */
void sandbox_enter(enum sandbox_scope scope);

/* False under a sanitizer, where sandbox_enter does nothing. */
bool sandbox_is_built(void);

/* Enters SANDBOX_LOOKUP: UDP and TCP of the internet alone, of these files alone those that can be
 * read by now, and where the kernel can (Landlock, version 4) TCP to these ports alone, in host
 * order. Returns -ENOMEM, -EMFILE or -ENFILE if for the lack of these a file cannot be allowed;
 * otherwise 0. */
int sandbox_enter_lookup(const char *const files[], size_t files_len,
			 const uint16_t ports[], size_t ports_len);

#endif
