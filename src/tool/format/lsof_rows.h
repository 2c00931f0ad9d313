/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows and cells of the lsof layouts. There is a row for each descriptor of each
 * process. Rows are collected until the last socket has been read, because all rows of
 * one process are written together. */
#ifndef FORMAT_LSOF_ROWS_H
#define FORMAT_LSOF_ROWS_H

#include "columns.h"

struct lsof_row {
	/* The process that holds the socket; NULL: no process is known to hold the
	 * socket. */
	const struct process *process;
	uint32_t fd;
	/* The means by which the process holds the socket: a value of enum held_by. */
	uint32_t held_by;
	/* The index in lsof_rows.socks of the socket that the row shows. */
	uint32_t sock;
	/* The flags of the descriptor; valid only if has_flags is set. */
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

/* lsof_rows_begin, lsof_rows_add and lsof_rows_release are begin, row and release in
 * struct out_ops of the lsof layouts. lsof_rows_end sorts the rows by pid and descriptor
 * and returns them; NULL: the output buffer has an error, such as lack of memory. */
void lsof_rows_begin(struct out *out);
void lsof_rows_add(struct out *out, const struct sock *s,
		   const struct owner_index *holders);
const struct lsof_rows *lsof_rows_end(struct out *out);
void lsof_rows_release(void *rows);

/* Returns the data from which the cells of the row with index i are made. */
struct row lsof_rows_at(const struct lsof_rows *rows, const struct out_spec *spec,
			size_t i);

/* Returns the name that lsof shows for a process; NULL: the name could not be read. */
const char *lsof_command(const struct out_spec *spec, const struct process *p);

/* lsof_put_pid, lsof_put_pgid and lsof_put_ppid append the pid, the process group or
 * the parent's pid of the process that holds the socket; nothing if the number is not
 * known. */
void lsof_put_pid(struct strbuf *sb, const struct row *r);
void lsof_put_pgid(struct strbuf *sb, const struct row *r);
void lsof_put_ppid(struct strbuf *sb, const struct row *r);

/* Appends the number of a descriptor; if held_by is not HELD_BY_FD, appends the word of
 * lsof for the means (enum held_by) by which a process holds the socket. */
void lsof_put_fd(struct strbuf *sb, uint32_t held_by, uint32_t fd);

/* Appends " PID,command,FDu" for each descriptor of the peer socket (FD is the number of
 * the descriptor), if the option for peers is set. */
void lsof_put_peers(struct strbuf *sb, const struct row *r);

/* Appends the cell TYPE of lsof, the kind of a socket, such as "IPv4" or "unix". */
void lsof_put_type(struct strbuf *sb, const struct row *r);

/* Appends the cell DEVICE of lsof: the inode of a socket whose cell NODE is a protocol;
 * for another socket a constant text or nothing. */
void lsof_put_device(struct strbuf *sb, const struct row *r);

/* Appends the cell SIZE/OFF of lsof, which is "0t0" for every socket. */
void lsof_put_offset(struct strbuf *sb, const struct row *r);

/* Appends the cell NODE of lsof of a socket whose cell NODE is a protocol; nothing for a
 * socket whose cell NODE is the inode. */
void lsof_put_protocol(struct strbuf *sb, const struct row *r);

/* Appends the cell NAME of lsof, without the state of the socket. */
void lsof_put_name(struct strbuf *sb, const struct row *r);

/* Appends the state of a socket in the words of lsof; nothing for a protocol whose states
 * lsof does not show. */
void lsof_put_state(struct strbuf *sb, const struct row *r);

/* Returns whether lsof shows the queue lengths of a socket. */
bool lsof_has_queues(const struct sock *s);

#endif
