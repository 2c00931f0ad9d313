/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the lsof layouts, one for each descriptor of each process, and their cells.
 * The rows are collected until the last socket has arrived, because the rows of a process
 * stand together. */
#ifndef FORMAT_LSOF_ROWS_H
#define FORMAT_LSOF_ROWS_H

#include "columns.h"

struct lsof_row {
	/* The process that holds the socket; NULL: no process is known to hold the
	 * socket. */
	const struct process *process;
	uint32_t fd;
	/* A value of enum held_by. */
	uint32_t held_by;
	/* The index of the row's socket in the array socks of struct lsof_rows. */
	uint32_t sock;
	/* The flags of the descriptor, valid if has_flags is set. */
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

/* The functions lsof_rows_begin, lsof_rows_add and lsof_rows_release are those of struct
 * out_ops. lsof_rows_end sorts the rows by pid and descriptor; it returns NULL if the
 * output buffer has an error, for example because memory is missing. */
void lsof_rows_begin(struct out *out);
void lsof_rows_add(struct out *out, const struct sock *s,
		   const struct owner_index *holders);
const struct lsof_rows *lsof_rows_end(struct out *out);
void lsof_rows_release(void *rows);

/* Returns the data from which the cells of row i of the lsof layouts are made. */
struct row lsof_rows_at(const struct lsof_rows *rows, const struct out_spec *spec,
			size_t i);

/* Returns the name of a process, or NULL if it could not be read. */
const char *lsof_command(const struct out_spec *spec, const struct process *p);

/* The functions lsof_put_pid, lsof_put_pgid and lsof_put_ppid append a number of the
 * process that holds the socket, or nothing if the number is not known. */
void lsof_put_pid(struct strbuf *sb, const struct row *r);
void lsof_put_pgid(struct strbuf *sb, const struct row *r);
void lsof_put_ppid(struct strbuf *sb, const struct row *r);

/* Appends the number of a descriptor, or a word if the socket is not held by a descriptor
 * (enum held_by). */
void lsof_put_fd(struct strbuf *sb, uint32_t held_by, uint32_t fd);

/* Appends " PID,command,FDu" for each descriptor of the peer socket, if peers are asked
 * for. */
void lsof_put_peers(struct strbuf *sb, const struct row *r);

/* Appends the cell TYPE: "IPv4", "unix" and so on. */
void lsof_put_type(struct strbuf *sb, const struct row *r);

/* Appends the cell DEVICE: the inode of a socket whose cell NODE is a protocol, nothing
 * for most other sockets. */
void lsof_put_device(struct strbuf *sb, const struct row *r);

/* Appends the cell SIZE/OFF, which is the same for every socket. */
void lsof_put_offset(struct strbuf *sb, const struct row *r);

/* Appends the protocol for the cell NODE, or nothing for a socket whose cell NODE is the
 * inode. */
void lsof_put_protocol(struct strbuf *sb, const struct row *r);

/* Appends the cell NAME without the state. */
void lsof_put_name(struct strbuf *sb, const struct row *r);

/* Appends the state, or nothing for a protocol for which lsof shows no state. */
void lsof_put_state(struct strbuf *sb, const struct row *r);

/* Returns whether lsof shows the queues of the socket. */
bool lsof_has_queues(const struct sock *s);

#endif
