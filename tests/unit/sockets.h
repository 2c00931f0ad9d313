/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up sockets, their processes, and the output of writers. */
#ifndef TESTS_SOCKETS_H
#define TESTS_SOCKETS_H

#include <arpa/inet.h>
#include <sys/mman.h>

#include "format/out.h"
#include "model/sock.h"
#include "owner/owner_index.h"
#include "owner/owner_index_inside.h"
#include "query/query.h"
#include "tree.h"
#include "unit.h"

static inline struct addr sockets_addr(const char *text)
{
	const uint8_t family = strchr(text, ':') ? AF_INET6 : AF_INET;
	uint8_t bytes[16];

	assert_int_equal(inet_pton(family, text, bytes), 1);
	return addr_make(family, bytes);
}

static inline struct sock sockets_make(enum proto proto, const char *local,
				       uint16_t local_port, const char *peer,
				       uint16_t peer_port, uint8_t state)
{
	return (struct sock){
		.has = SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q | SOCK_HAS_UID | SOCK_HAS_INET,
		.proto = (uint8_t)proto,
		.ip = strchr(local, ':') ? IP_V6 : IP_V4,
		.state = state,
		.local = sockets_addr(local),
		.local_port = local_port,
		.peer = sockets_addr(peer),
		.peer_port = peer_port,
	};
}

/* Adds a holder whose process was read before: a listing reads processes when all holders
 * are known. */
static inline void sockets_add_holder(struct owner_index *h,
				      const struct owner_record *record)
{
	const uint32_t at = map_get(&h->processes.by_pid, record->pid);
	struct process *known = at == MAP_NONE ? NULL : h->processes.all[at];
	const bool was_read = known && known->is_read;

	if (was_read)
		known->is_read = false;
	assert_int_equal(owner_index_add(h, record), 0);
	if (was_read)
		known->is_read = true;
}

/* Adds a holder whose process is read from the tree. */
static inline void sockets_hold(struct owner_index *h, const struct tree *t,
				uint64_t inode, uint32_t pid, uint32_t fd,
				const char *argv0)
{
	const struct owner_record record = { .inode = inode, .pid = pid, .fd = fd };
	char path[64];
	char link[64];

	if (argv0) {
		snprintf(path, sizeof(path), "%u/cmdline", pid);
		tree_text(t, path, argv0);
	}
	snprintf(path, sizeof(path), "%u/fd/%u", pid, fd);
	snprintf(link, sizeof(link), "socket:[%llu]", (unsigned long long)inode);
	tree_parents(t, path);
	/* Another test may have made the link already. */
	(void)!symlinkat(link, t->fd, path);
	sockets_add_holder(h, &record);
	const struct process_wanted wanted = { .uid = true,
					       .comm = true,
					       .stat = true,
					       .executable = true,
					       .cgroup = true,
					       .fd_flags = true };

	owner_index_set_listing_start(h, &tree_later);
	assert_int_equal(owner_index_describe(h, inode, t->fd, &wanted), 0);
}

static inline struct out sockets_out(const struct out_ops *ops,
				     const struct out_spec *spec)
{
	struct out out = { .ops = ops, .spec = *spec };

	out.buffer.fd = memfd_create("page", MFD_CLOEXEC);
	assert_true(out.buffer.fd >= 0);
	return out;
}

/* Returns all that was written, and releases out. */
static inline struct strbuf sockets_written(struct out *out)
{
	struct strbuf text = { 0 };
	const off_t size = lseek(out->buffer.fd, 0, SEEK_END);

	assert_true(size >= 0);
	char *to = strbuf_room(&text, (size_t)size + 1);
	if (!to)
		abort();
	assert_int_equal(pread(out->buffer.fd, to, (size_t)size, 0), size);
	text.len = (size_t)size;
	close(out->buffer.fd);
	out_release(out);
	return text;
}

/* Returns the whole output of a listing of these sockets. */
static inline struct strbuf sockets_list(const struct out_ops *ops,
					 const struct out_spec *spec,
					 const struct sock *sockets, size_t count,
					 const struct owner_index *holders,
					 const struct query_gaps *gaps)
{
	struct out out = sockets_out(ops, spec);

	assert_int_equal(out_begin(&out), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(out_row(&out, &sockets[i], holders), 0);
	assert_int_equal(out.rows, count);
	assert_int_equal(out_end(&out, gaps), 0);
	return sockets_written(&out);
}

#endif
