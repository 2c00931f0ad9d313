/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the lsof layouts: one for each descriptor of each process. They are
 * collected until the last socket has arrived, because the rows of a process stand
 * together. */
#ifndef FORMAT_LSOF_ROWS_H
#define FORMAT_LSOF_ROWS_H

#include "columns.h"

struct lsof_row {
	/* NULL: no process is known to hold the socket */
	const struct process *process;
	uint32_t fd;
	uint32_t held_by; /* enum held_by */
	uint32_t sock; /* index in socks */
	/* flags of the descriptor, if known */
	uint32_t flags;
	bool has_flags;
};

struct lsof_rows {
	struct lsof_row *all;
	size_t len, cap;
	struct sock *socks;
	size_t socks_len, socks_cap;
	const struct owner_index *holders;
};

/* The steps of a listing. lsof_rows_end sorts the rows by pid and descriptor; it returns
 * NULL if there was no memory, which is then the error of the output buffer. */
void lsof_rows_begin(struct out *out);
void lsof_rows_add(struct out *out, const struct sock *s,
		   const struct owner_index *holders);
const struct lsof_rows *lsof_rows_end(struct out *out);
void lsof_rows_release(void *rows);

/* What the cells of row i are made from. */
struct row lsof_rows_at(const struct lsof_rows *rows, const struct out_spec *spec,
			size_t i);

/* The name of the process, NULL where it could not be read. */
const char *lsof_command(const struct out_spec *spec, const struct process *p);

/* Cells of the process: empty where the value is not known. */
void lsof_put_pid(struct strbuf *sb, const struct row *r);
void lsof_put_pgid(struct strbuf *sb, const struct row *r);
void lsof_put_ppid(struct strbuf *sb, const struct row *r);

/* The number of a descriptor, or the word for another means. held_by is an enum held_by. */
void lsof_put_fd(struct strbuf *sb, uint32_t held_by, uint32_t fd);

/* Where peers are asked for, " PID,command,FDu" for each descriptor of each process that
 * holds the far end, to stand behind the name. */
void lsof_put_peers(struct strbuf *sb, const struct row *r);

#endif
