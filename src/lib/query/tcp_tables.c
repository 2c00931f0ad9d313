/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp_tables.h"

#include "diag/families.h"
#include "tables/tables.h"

/* A part of a request for TCP sockets: the sockets that are in one of the kernel's hash
 * tables. */
struct part {
	struct family_source *from;
	struct family_request request;
	sock_fn fn;
	void *arg;
	/* Whether the function fn has ended the reading; an error is then the result of
	 * fn, and not an error of the source. */
	bool is_stopped;
	/* Whether sockets without an inode are left out, because they may have been
	 * passed to fn before and could not be recognized. */
	bool needs_inode;
	/* emitted: number of sockets that were passed to fn. left_out: number of sockets
	 * without an inode that were left out. */
	uint64_t emitted, left_out;
};

static int pass_on(const struct sock *s, void *arg)
{
	struct part *part = arg;

	if (part->needs_inode && !s->inode) {
		part->left_out++;
		return 0;
	}
	part->emitted++;
	const int r = part->fn(s, part->arg);
	part->is_stopped = r != 0;
	return r;
}

static int read_by_diag(struct part *part, uint32_t states)
{
	struct family_request request = part->request;

	request.states &= states;
	return request.states ? inet_diag(part->from, &request, pass_on, part) : 0;
}

/* Reads one of the kernel's hash tables. If the table cannot be read, for example because
 * one hash bucket has too many sockets, sock_diag is asked for the sockets of the table.
 * Sockets that were already passed to fn are then recognized by their inodes, so a socket
 * without an inode may be missing. */
static int read_table(struct part *part, uint32_t states)
{
	if (!(part->request.states & states))
		return 0;
	part->emitted = 0;
	int r = tables_read(part->from->tables, states, &part->request, pass_on, part);
	if (r == 0 || part->is_stopped)
		return r;

	const bool needed_inode = part->needs_inode;
	part->needs_inode |= part->emitted != 0;
	part->left_out = 0;
	r = read_by_diag(part, states);
	part->from->interrupted |= !needed_inode && part->left_out;
	part->needs_inode = needed_inode;
	return r;
}

static int tcp_tables_read(struct family_source *from,
			   const struct family_request *request, sock_fn fn, void *arg)
{
	struct part part = {
		.from = from,
		.request = *request,
		.fn = fn,
		.arg = arg,
		/* In a repeated reading, a socket can only be recognized by its inode:
		 * the socket may have got a cookie since the first reading. */
		.needs_inode = request->is_glance,
	};

	/* The tables are read in the order in which sock_diag reads them. */
	int r = read_table(&part, TABLES_LISTENERS);
	if (r == 0)
		r = read_by_diag(&part, STATE_BIT(STATE_BOUND_INACTIVE));
	if (r == 0)
		r = read_table(&part, TABLES_CONNECTIONS);
	return r;
}

const struct family_ops tcp_tables_ops = {
	.diag = tcp_tables_read,
	.both_at_once = true,
};
