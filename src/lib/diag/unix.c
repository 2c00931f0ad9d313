/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists unix sockets by sock_diag (linux/unix_diag.h). */
#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "consistent_dump.h"
#include "families.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* State of a dump of unix sockets. */
struct unix_dump {
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	/* The sockets that the dump has read. The sockets are listed after their
	 * reference counts are read from /proc/net/unix. */
	struct sock *all;
	size_t len, cap;
};

static int unix_name(const struct nlattrs *it, struct sock *s)
{
	sock_set_unix_name(s, it->data, it->size);
	return 0;
}

static int unix_peer(const struct nlattrs *it, struct sock *s)
{
	uint32_t inode = 0;
	const int r = nlattrs_get(it, &inode, sizeof(inode));

	s->peer_inode = inode;
	s->has |= SOCK_HAS_PEER_INODE;
	return r;
}

static int unix_queues(const struct nlattrs *it, struct sock *s)
{
	struct unix_diag_rqlen queues = { 0 };
	const int r = nlattrs_get(it, &queues, sizeof(queues));

	s->recv_q = queues.udiag_rqueue;
	s->send_q = queues.udiag_wqueue;
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return r;
}

int unix_decode(const struct nlmsghdr *nlh, struct sock *ret)
{
	static const struct dump_attr attrs[] = {
		{ UNIX_DIAG_NAME, unix_name },      { UNIX_DIAG_PEER, unix_peer },
		{ UNIX_DIAG_RQLEN, unix_queues },   { UNIX_DIAG_UID, dump_uid },
		{ UNIX_DIAG_MEMINFO, dump_memory },
	};
	struct unix_diag_msg msg;
	struct nlattrs it;

	int r = dump_begin(&it, nlh, AF_UNIX, &msg, sizeof(msg));
	if (r < 0)
		return r;

	struct sock s = {
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_COOKIE,
		.proto = PROTO_UNIX,
		.state = msg.udiag_state,
		.type = msg.udiag_type,
		.inode = msg.udiag_ino,
		.cookie = dump_cookie(msg.udiag_cookie),
	};
	return dump_attrs(&it, attrs, ARRAY_SIZE(attrs), &s, ret);
}

struct unix_queue unix_queue_of(const struct nlmsghdr *nlh)
{
	struct unix_queue queue = { 0 };
	struct unix_diag_msg msg;
	struct nlattrs it;

	(void)dump_begin(&it, nlh, AF_UNIX, &msg, sizeof(msg));
	while (nlattrs_next(&it) > 0)
		if (it.type == UNIX_DIAG_ICONS)
			queue = (struct unix_queue){ it.data,
						     it.size / sizeof(uint32_t) };
	return queue;
}

struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i)
{
	uint32_t peer = 0;

	memcpy(&peer, (const char *)queue->inodes + i * sizeof(peer), sizeof(peer));

	/* A connection in an accept queue has the name of its listener. */
	return (struct sock){
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_PEER_INODE |
		       (listener->has & (SOCK_HAS_PATH | SOCK_HAS_ABSTRACT)),
		.proto = PROTO_UNIX,
		.state = STATE_ESTABLISHED,
		.type = listener->type,
		.peer_inode = peer,
		.un = listener->un,
	};
}

static int unix_emit(const struct sock *s, struct unix_dump *dump)
{
	return family_wants(dump->request, s->state) ? dump->fn(s, dump->arg) : 0;
}

static int unix_message(const struct nlmsghdr *nlh, void *arg)
{
	struct unix_queue queue = { 0 };
	struct unix_dump *dump = arg;
	struct sock s;

	int r = unix_decode(nlh, &s);
	if (r == 0)
		r = unix_emit(&s, dump);
	if (r == 0 && s.state == STATE_LISTEN)
		queue = unix_queue_of(nlh);
	for (size_t i = 0; r == 0 && i < queue.count; i++) {
		const struct sock queued = unix_queued(&s, &queue, i);

		r = unix_emit(&queued, dump);
	}
	return r;
}

static int unix_store(const struct sock *s, void *arg)
{
	struct unix_dump *dump = arg;

	int r = grow(&dump->all, &dump->cap, dump->len + 1, sizeof(*dump->all));
	if (r == 0)
		dump->all[dump->len++] = *s;
	return r;
}

static int unix_dump(struct family_source *from, struct unix_dump *dump)
{
	/* The kernel sends connections that wait for accept(2) as an attribute of their
	 * listener, and therefore listeners are requested if such connections are
	 * wanted. */
	const uint32_t also = family_wants(dump->request, STATE_ESTABLISHED)
				      ? STATE_BIT(STATE_LISTEN)
				      : 0;
	const struct unix_diag_req req = {
		.sdiag_family = AF_UNIX,
		.udiag_states = dump->request->states | also,
		.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS |
			      UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID |
			      (from->wants.memory ? UDIAG_SHOW_MEMINFO : 0),
	};

	const struct unix_diag_req ids_only = {
		.sdiag_family = AF_UNIX,
		.udiag_states = req.udiag_states,
	};
	const struct consistent_request dump_request = {
		.type = SOCK_DIAG_BY_FAMILY,
		.payload = &req,
		.part = &req,
		.ids_only = &ids_only,
		.size = sizeof(req),
		/* If the dump must not lack sockets (is_glance is not set), sockets are
		 * identified by their cookies, because any hash bucket may be long: the
		 * kernel spreads all unix sockets over few buckets. */
		.cookie_at = dump->request->is_glance
				     ? 0
				     : offsetof(struct unix_diag_msg, udiag_cookie),
		.min_overlap = DUMP_MIN_OVERLAP,
	};

	return consistent_dump(from, &dump_request, unix_message, dump);
}

int unix_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	struct unix_dump dump = { .request = request, .fn = fn, .arg = arg };

	if (!from->wants.refcnt || from->proc_fd < 0)
		return unix_dump(from, &dump);

	dump.fn = unix_store;
	dump.arg = &dump;
	const int read = unix_dump(from, &dump);
	int r = dump.len ? procnet_unix_refcnt(from->proc_fd, dump.all, dump.len) : 0;
	for (size_t i = 0; r == 0 && i < dump.len; i++)
		r = fn(&dump.all[i], arg);
	free(dump.all);
	/* If the dump failed, the sockets that were read before the error are still
	 * listed. */
	return r ? r : read;
}
