/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells of the layout netstat as the real netstat (net-tools 2.10) prints them: with cut
 * names and one owner. Only characters that must not reach a terminal, such as control
 * characters, are escaped. */
#ifndef FORMAT_NETSTAT_EXACT_H
#define FORMAT_NETSTAT_EXACT_H

#include <stdint.h>

struct addr;
struct holder;
struct owner_index;
struct row;
struct sock;
struct strbuf;

enum {
	/* The maximum length in bytes of the cell "PID/NAME", which shows the owner of a
	 * socket. */
	NETSTAT_OWNER_MAX = 19,
	/* The width in bytes of the columns that show an address and a port. */
	NETSTAT_ADDRESS = 23,
};

/* Appends an address and a port. If out_spec.is_exact is set and out_spec.is_wide is not,
 * the end of a long address is cut off, so that the port still fits into the column. */
void netstat_put_end(struct strbuf *sb, const struct row *r, const struct addr *a,
		     uint16_t port);

/* Appends "PID/NAME" of the process with the lowest pid among those that hold a socket by
 * a descriptor; "-" if there is no such process. `first` is the first holder of the
 * socket (NULL: the socket has no holder). */
void netstat_put_exact_owner(struct strbuf *sb, const struct owner_index *holders,
			     const struct holder *first);

/* Appends the name of a unix socket up to its first blank or line break. Blanks before
 * the name are left out. */
void netstat_put_exact_path(struct strbuf *sb, const struct sock *s);

#endif
