/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ss calls the sockets of each family, and what it has for their two ends. */
#ifndef FORMAT_SS_ENDPOINTS_H
#define FORMAT_SS_ENDPOINTS_H

struct owner_index;
struct out;
struct sock;
struct strbuf;

/* What a cell is made from. */
struct ss_row {
	const struct out *out;
	const struct sock *s;
	const struct owner_index *holders; /* NULL: owners were not asked for */
	char between; /* the address and the port that comes next; set with the address */
};

void ss_put_netid(struct ss_row *r, struct strbuf *sb);

/* An end is an address and a port, or one character that stands between both columns for
 * want of them. */
void ss_put_local_addr(struct ss_row *r, struct strbuf *sb);
void ss_put_local_port(struct ss_row *r, struct strbuf *sb);
void ss_put_peer_addr(struct ss_row *r, struct strbuf *sb);
void ss_put_peer_port(struct ss_row *r, struct strbuf *sb);

#endif
