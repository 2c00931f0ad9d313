/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "consistent_dump.h"
#include "kernel/nl.h"

struct dump {
	bool wants_memory;
	dump_decode_fn *decode;
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
	/* If wants_memory is not set, the dump asked only for the queues, but the kernel
	 * sends the whole memory use with the queues. */
	if (!dump->wants_memory)
		s.has &= ~(uint32_t)SOCK_HAS_MEMORY;
	return dump->fn(&s, dump->arg);
}

int dump_run(struct family_source *from, const void *request, size_t size,
	     size_t cookie_at, dump_decode_fn *decode, sock_fn fn, void *arg)
{
	struct dump dump = { from->wants.memory, decode, fn, arg };
	const struct consistent_request consistent = {
		.type = SOCK_DIAG_BY_FAMILY,
		.payload = request,
		.part = request,
		.size = size,
		.cookie_at = cookie_at,
		.min_overlap = DUMP_MIN_OVERLAP,
	};

	return consistent_dump(from, &consistent, dump_message, &dump);
}

int dump_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint8_t family, void *msg,
	       size_t size)
{
	int r = nlattrs_begin(it, nlh, SOCK_DIAG_BY_FAMILY, msg, size);

	return r == 0 && *(const uint8_t *)msg != family ? -EBADMSG : r;
}

int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s, struct sock *ret)
{
	int r = 0;

	while (r >= 0 && (r = nlattrs_next(it)) > 0) {
		size_t i = 0;

		while (i < count && attrs[i].type != it->type)
			i++;
		if (i < count)
			r = attrs[i].take(it, s);
	}
	if (r == 0 && ret != s)
		*ret = *s;
	return r;
}

_Static_assert((int)MEMORY_DROPS == SK_MEMINFO_DROPS,
	       "the kernel numbers them otherwise");

int dump_memory(const struct nlattrs *it, struct sock *s)
{
	size_t count = it->size / sizeof(uint32_t);

	if (count > MEMORY_MAX_)
		count = MEMORY_MAX_;
	if (!count)
		return 0;
	s->memory = (struct sock_memory){ .count = (uint32_t)count };
	memcpy(s->memory.of, it->data, count * sizeof(uint32_t));
	s->has |= SOCK_HAS_MEMORY;
	return 0;
}

int dump_meminfo(const struct nlattrs *it, struct sock *s)
{
	if (it->size <= MEMORY_WMEM_ALLOC * sizeof(uint32_t))
		return -EBADMSG;
	(void)dump_memory(it, s);
	s->recv_q = s->memory.of[MEMORY_RMEM_ALLOC];
	s->send_q = s->memory.of[MEMORY_WMEM_ALLOC];
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return 0;
}

int dump_uid(const struct nlattrs *it, struct sock *s)
{
	s->has |= SOCK_HAS_UID;
	return nlattrs_get(it, &s->uid, sizeof(s->uid));
}
