/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump.h"

#include <linux/sock_diag.h>

#include "sys/nl.h"
#include "sys/nlattr.h"

struct dump {
	dump_decode_fn decode;
	sock_fn fn;
	void *arg;
};

static int dump_message(const struct nlmsghdr *nlh, void *arg)
{
	const struct dump *dump = arg;
	struct sock s;

	int r = dump->decode(nlh, &s);
	if (r < 0)
		return r;
	return dump->fn(&s, dump->arg);
}

int dump_run(struct family_source *from, const void *request, size_t size,
	     dump_decode_fn decode, sock_fn fn, void *arg)
{
	struct dump dump = { .decode = decode, .fn = fn, .arg = arg };

	return nl_dump(from->nl, SOCK_DIAG_BY_FAMILY, request, size, dump_message, &dump,
		       &from->interrupted);
}

int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s)
{
	int r = 0;

	while ((r = nlattrs_next(it)) > 0) {
		size_t i = 0;

		while (i < count && attrs[i].type != it->type)
			i++;
		if (i < count)
			r = attrs[i].take(it, s);
		if (r < 0)
			break;
	}
	return r;
}

int dump_meminfo(const struct nlattrs *it, struct sock *s)
{
	uint32_t memory[SK_MEMINFO_WMEM_ALLOC + 1];

	int r = nlattrs_get(it, memory, sizeof(memory));
	if (r < 0)
		return r;
	s->recv_q = memory[SK_MEMINFO_RMEM_ALLOC];
	s->send_q = memory[SK_MEMINFO_WMEM_ALLOC];
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return 0;
}

int dump_uid(const struct nlattrs *it, struct sock *s)
{
	s->has |= SOCK_HAS_UID;
	return nlattrs_get(it, &s->uid, sizeof(s->uid));
}

uint64_t dump_cookie(const uint32_t cookie[2])
{
	return (uint64_t)cookie[1] << 32 | cookie[0];
}
