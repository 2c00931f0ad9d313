/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cells of several layouts have in common: names, and numbers where there are none. In the name
 * of a host, port, user or interface every character is escaped that a layout puts between or around
 * names: a blank, "->" of lsof, "%" and "users:((" of ss, "," of netstat, "*" of all of them. */
#ifndef FORMAT_CELL_H
#define FORMAT_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/proto.h"

struct addr;
struct holder;
struct owner_index;
struct out_spec;
struct row;
struct sock;
struct strbuf;

/* Text of somebody else's making, escaped, the characters of also (may be NULL) too;
 * "-" where there is none, and where that is the text itself, it is escaped. */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* "(mapped)" behind a process that holds a socket by that means; nothing where it is a
 * descriptor. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* Names, raw, if they are wanted and there are such; or NULL. That they cannot be looked up is an
 * error of the buffer that they are for. */
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* The name of an address, if names are wanted and it has one. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* The name of a program behind its pid and a slash: also as in cell_text, and short. A name that goes
 * on like a pid and a slash ("1/init") has its slashes escaped, and one that ends like cell_means
 * writes its parentheses. */
void cell_program(struct strbuf *sb, const char *name, const char *also);

/* The number of an address. */
void cell_addr(struct strbuf *sb, const struct addr *a);

/* The name or number of a port, "*" for 0. */
void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port);

/* The name or number of a user, numbers right-aligned in at least width columns. */
void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid,
	       size_t width);

/* The name or number of the interface that a socket is bound to, "*" where it is to none. */
void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s);

/* "-" in place of an owner, and behind it in parentheses why there is none, if that is wanted. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* The name of a unix socket, nothing where it has none: '@' for each NUL, as in
 * /proc/net/unix, the one before an abstract name among them. The characters of also (may
 * be NULL, and short) are escaped too, and an '@' where it could be taken for a NUL: in an
 * abstract name, and before a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* A word of the program's own, or the number where there is none (NULL). */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* A number, "*" for UINT32_MAX, which stands for any. */
void cell_number(struct strbuf *sb, uint32_t number);

/* An address of two numbers, "*:*" where it is not known. */
void cell_pair(struct strbuf *sb, bool is_known, uint32_t first, uint32_t second);

/* "812/nginx,813/nginx": each process once, however many of its descriptors stand for the socket.
 * first and next are a list of holders of owner_index.h; nothing where first is NULL. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Appends a prefix of the program's own and a cell. False: the cell is empty, and nothing was
 * appended. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* Cells of a column, see columns.h. */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

#endif
