/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lsof lists: a row for each file descriptor of each process. They are kept until the
 * last socket has come, for the rows of a process stand together. */
#ifndef FORMAT_LSOF_ROWS_H
#define FORMAT_LSOF_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

struct owner_index;
struct out;
struct process;
struct strbuf;

struct lsof_row {
	const struct process *process; /* NULL: none is known to hold the socket */
	uint32_t fd;
	uint32_t held_by; /* enum held_by: whether it is one of the socket */
	uint32_t sock; /* index into the sockets */
	uint32_t flags; /* of the descriptor, */
	bool has_flags; /* if they are known */
};

struct lsof_rows {
	struct lsof_row *all;
	size_t len, cap;
	struct sock *socks;
	size_t socks_len, socks_cap;
	const struct owner_index *holders; /* of the listing under way */
};

/* The steps of a listing; at its end the rows are in the order of pids and fds. NULL: there
 * was no memory for them, which is an error of the page by then. */
void lsof_rows_begin(struct out *out);
void lsof_rows_add(struct out *out, const struct sock *s,
		   const struct owner_index *holders);
const struct lsof_rows *lsof_rows_end(struct out *out);
void lsof_rows_release(void *rows);

const struct sock *lsof_rows_sock(const struct lsof_rows *rows,
				  const struct lsof_row *row);

/* What the process is called, NULL where that could not be read. */
const char *lsof_command(const struct out *out, const struct process *p);

/* What stands in place of a descriptor, NULL where there is one. */
const char *lsof_fd_word(uint32_t held_by);

/* Where peers are asked for, " PID,command,FDu" for each fd of each process that holds the far
 * end, behind the name. */
void lsof_put_peers(const struct out *out, struct strbuf *sb, const struct sock *s);

#endif
