/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells that several layouts share: names, and numbers where there is no name. In names
 * of hosts, ports, users and interfaces each character is escaped that any layout puts
 * between or around names: a blank, "->" of lsof, "%" and "users:((" of ss, "," of
 * netstat, "*" of all. */
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

/* A text from outside, escaped, including the characters of also (may be NULL). "-" where
 * it is NULL or empty; a text that is itself "-" is escaped. */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* "(mapped)" behind a process that holds a socket by other means than a descriptor, else
 * nothing. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* Each returns a name that is not escaped, or NULL if names are not wanted or the number has
 * no name. A failed look-up sets the error of the buffer. */
const char *cell_host_name(const struct out_spec *spec, const struct addr *a);
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* The name of an address. False: names are not wanted or it has none, and nothing was
 * appended. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* The name of a program, to stand behind its pid and a slash; also is as in cell_text, at
 * most five characters. Slashes are escaped in a name that begins like a pid and a slash
 * ("1/init"), parentheses in one that ends like the output of cell_means. */
void cell_program(struct strbuf *sb, const char *name, const char *also);

/* An address as a number. */
void cell_addr(struct strbuf *sb, const struct addr *a);

/* The name or number of a port, "*" for 0. */
void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port);

/* The name or number of a user, numbers right-aligned in at least width columns. */
void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid,
	       size_t width);

/* The name or number of the interface that a socket is bound to, "*" where it is not
 * bound. */
void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s);

/* "-" in place of an owner, and the reason in parentheses if it is wanted. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* The name of a unix socket, nothing where it has none. Each NUL is shown as '@', as in
 * /proc/net/unix, also the one before an abstract name. The characters of also (may be
 * NULL, at most six) are escaped, and so is an '@' that could be taken for a NUL: in an
 * abstract name and before a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* A word of the program's own, or the number where there is none (NULL). */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* A number, "*" for UINT32_MAX, which stands for any. */
void cell_number(struct strbuf *sb, uint32_t number);

/* An address of two numbers, "*:*" where it is not known. */
void cell_pair(struct strbuf *sb, bool is_known, uint32_t first, uint32_t second);

/* "812/nginx,813/nginx": each process once, however many descriptors it has of the
 * socket. first and next iterate over holders as in owner_index.h; nothing is appended
 * where first is NULL. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Appends a prefix of the program's own and a cell. False: the cell is empty, and nothing
 * was appended. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* Cells of a column, see columns.h. */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

#endif
