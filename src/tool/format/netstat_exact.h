/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells of the layout netstat as the real netstat (net-tools 2.10) prints them: with cut
 * names and one owner. Only control characters and the like are escaped. */
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
	/* The greatest length of "PID/NAME" in bytes. */
	NETSTAT_OWNER_MAX = 19,
	/* The width of the columns of addresses. */
	NETSTAT_ADDRESS = 23,
};

/* Appends an address and a port. In exact rows the end of a long address is cut off, so
 * that the port still fits into the column. */
void netstat_put_end(struct strbuf *sb, const struct row *r, const struct addr *a,
		     uint16_t port);

/* Appends the process with the least pid among the holders of a socket, of which `first`
 * is the first (NULL: there is none, and "-" is appended). */
void netstat_put_exact_owner(struct strbuf *sb, const struct owner_index *holders,
			     const struct holder *first);

/* Appends the name of a unix socket up to its first blank or line break. Blanks before
 * the name are left out. */
void netstat_put_exact_path(struct strbuf *sb, const struct sock *s);

#endif
