/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts: a row each in one table. A writer prints what it is given, and never asks
 * the kernel anything. */
#ifndef OUT_OUT_H
#define OUT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sock.h"
#include "page.h"

struct holders;
struct hosts;
struct query_gaps;
struct services;
struct users;

struct out_spec {
	enum which which;
	uint32_t pairs; /* mask of PAIR_BIT: what the listing is about */
	bool header;
	bool extend; /* user and inode */
	bool owners;
	bool executables; /* the owner's executable in place of its name */
	bool timers;
	/* NULL: numbers in place of names */
	struct hosts *hosts;
	struct services *services;
	struct users *users;
};

struct out {
	const struct out_ops *ops;
	struct out_spec spec;
	struct page page;
	uint64_t rows;
	uint32_t sections; /* the writer's: mask of those that have begun */
};

/* holders may be NULL: owners were not asked for. All of them only append to the page,
 * whose errors are seen when it is turned. */
struct out_ops {
	const char *name;
	bool needs_owners; /* asks for owners unbidden */
	bool needs_refcnt; /* and for the references to unix sockets */
	void (*begin)(struct out *out);
	void (*row)(struct out *out, const struct sock *s, const struct holders *holders);
	void (*end)(struct out *out, const struct query_gaps *gaps);
};

/* The layout of that name, NULL where there is none. */
const struct out_ops *out_ops(const char *name);

/* The table itself, for lists of what there is. */
extern const struct out_ops *const out_layouts[];
extern const size_t out_layouts_count;

/* The steps of a listing. Errors are those of page_turn. */
int out_begin(struct out *out);
int out_row(struct out *out, const struct sock *s, const struct holders *holders);
int out_end(struct out *out, const struct query_gaps *gaps);

#endif
