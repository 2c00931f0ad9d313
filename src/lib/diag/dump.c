/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "consistent_dump.h"
#include "kernel/nlattr.h"

struct dump {
	bool wants_memory;
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
	/* The kernel may have sent it only because of the queues. */
	if (!dump->wants_memory)
		s.has &= ~(uint32_t)SOCK_HAS_MEMORY;
	return dump->fn(&s, dump->arg);
}

int dump_run(struct family_source *from, const void *request, size_t size,
	     bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret),
	     dump_decode_fn decode, sock_fn fn, void *arg)
{
	struct dump dump = {
		.wants_memory = from->wants_memory,
		.decode = decode,
		.fn = fn,
		.arg = arg,
	};
	const struct consistent_request consistent = {
		.type = SOCK_DIAG_BY_FAMILY,
		.payload = request,
		.part = request,
		.size = size,
		.identify = identify,
		.min_overlap = DUMP_MIN_OVERLAP,
	};

	return consistent_dump(from, &consistent, dump_message, &dump);
}

bool dump_identify(const struct nlmsghdr *nlh, size_t n, struct consistent_id *ret)
{
	uint32_t cookie[2];

	/* A message that is too short is an error of the decoder. */
	if (mnl_nlmsg_get_payload_len(nlh) < n + sizeof(cookie))
		return false;
	memcpy(cookie, (const char *)mnl_nlmsg_get_payload(nlh) + n, sizeof(cookie));
	*ret = (struct consistent_id){ .cookie = dump_cookie(cookie) };
	return true;
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

_Static_assert((int)MEMORY_DROPS == SK_MEMINFO_DROPS,
	       "the kernel numbers them otherwise");

void dump_take_memory(const void *bytes, size_t n, struct sock *s)
{
	size_t count = n / sizeof(uint32_t);

	if (count > MEMORY_MAX_)
		count = MEMORY_MAX_;
	if (!count)
		return;
	s->memory = (struct sock_memory){ .count = (uint32_t)count };
	memcpy(s->memory.of, bytes, count * sizeof(uint32_t));
	s->has |= SOCK_HAS_MEMORY;
}

int dump_memory(const struct nlattrs *it, struct sock *s)
{
	dump_take_memory(it->data, it->size, s);
	return 0;
}

int dump_meminfo(const struct nlattrs *it, struct sock *s)
{
	if (it->size <= MEMORY_WMEM_ALLOC * sizeof(uint32_t))
		return -EBADMSG;
	dump_take_memory(it->data, it->size, s);
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

uint64_t dump_cookie(const uint32_t cookie[2])
{
	return (uint64_t)cookie[1] << 32 | cookie[0];
}
