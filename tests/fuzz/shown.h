/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks that every layout prints a socket as one row without control characters. */
#ifndef TESTS_SHOWN_H
#define TESTS_SHOWN_H

#include "clean.h"
#include "format/out.h"
#include "owner/owner_index.h"
#include "query/query.h"
#include "util/cleanup.h"

enum { SHOWN_INODE = 7 };

/* Returns an index with one process that holds the inode above and has a hostile name. */
static inline const struct owner_index *shown_holders(void)
{
	static struct owner_index *holders;
	const struct owner_record record = {
		.inode = SHOWN_INODE, .pid = 12, .fd = 3, .comm = "a\x1b\n\xff"
	};

	if (!holders)
		require(owner_index_new(&holders) == 0 &&
			owner_index_add(holders, &record) == 0);
	return holders;
}

/* Returns a listing of this socket, or of none if it is NULL; the caller frees it. */
static inline struct strbuf shown_list(const struct out_ops *ops, const struct sock *s)
{
	static const struct query_gaps gaps;
	struct out out = {
		.ops = ops,
		.spec = { .title = WHICH_ALL,
			  .extend = true,
			  .query.owners = true,
			  .timers = true,
			  .query.wants.memory = true,
			  .query.wants.tcp_info = true,
			  .query.peers = true,
			  .lsof = { .queues = true } },
		.buffer.fd = -1,
	};

	ops->begin(&out);
	if (s) {
		out.rows++;
		ops->row(&out, s, shown_holders());
	}
	ops->end(&out, &gaps);
	require(out.buffer.text.error == 0);
	struct strbuf text = out.buffer.text;
	out.buffer.text = (struct strbuf){ 0 };
	out_release(&out);
	return text;
}

static inline size_t shown_lines(const struct strbuf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->s[i] == '\n';
	return n;
}

/* Rows of JSON are separated by newlines only. */
static inline void shown_in(const struct out_ops *ops, const struct sock *s)
{
	struct strbuf none = shown_list(ops, NULL);
	struct strbuf one = shown_list(ops, s);
	const size_t lines = shown_lines(&none) + (ops != &out_json);

	require(clean_is_lines(one.s, one.len, lines));
	require(ops != &out_json || clean_is_json(one.s, one.len));
	strbuf_release(&none);
	strbuf_release(&one);
}

static inline void shown_in_all(const struct sock *from)
{
	struct sock s = { 0 };

	sock_copy(&s, from);
	require(s.proto < PROTO_MAX_ && s.ip < IP_MAX_);
	/* The layout of lsof lists sockets with holders only. */
	s.inode = SHOWN_INODE;
	for (size_t i = 0; i < out_layouts_count; i++)
		shown_in(out_layouts[i], &s);
}

/* Wraps the check as a sock_fn. */
static inline int shown_sock(const struct sock *s, void *arg)
{
	(void)arg;
	shown_in_all(s);
	return 0;
}

#endif
