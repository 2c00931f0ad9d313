/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unix.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "consistent_dump.h"
#include "dump.h"
#include "kernel/nlattr.h"
#include "procnet/unix.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* Sockets that wait for their reference counts from /proc/net/unix. */
struct unix_dump {
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	struct sock *all;
	size_t len, cap;
};

static int unix_set_peer(struct sock *s, const struct nlattrs *it)
{
	uint32_t inode = 0;

	int r = nlattrs_get(it, &inode, sizeof(inode));
	s->peer_inode = inode;
	s->has |= SOCK_HAS_PEER_INODE;
	return r;
}

static int unix_set_queues(struct sock *s, const struct nlattrs *it)
{
	struct unix_diag_rqlen queues = { 0 };

	int r = nlattrs_get(it, &queues, sizeof(queues));
	s->recv_q = queues.udiag_rqueue;
	s->send_q = queues.udiag_wqueue;
	s->has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
	return r;
}

static int unix_attribute(const struct nlattrs *it, struct sock *s,
			  struct unix_queue *queue)
{
	switch (it->type) {
	case UNIX_DIAG_NAME:
		sock_set_unix_name(s, it->data, it->size);
		return 0;
	case UNIX_DIAG_PEER:
		return unix_set_peer(s, it);
	case UNIX_DIAG_ICONS:
		queue->inodes = it->data;
		queue->count = it->size / sizeof(uint32_t);
		return 0;
	case UNIX_DIAG_RQLEN:
		return unix_set_queues(s, it);
	case UNIX_DIAG_MEMINFO:
		return dump_memory(it, s);
	case UNIX_DIAG_UID:
		s->has |= SOCK_HAS_UID;
		return nlattrs_get(it, &s->uid, sizeof(s->uid));
	default:
		return 0;
	}
}

int unix_decode(const struct nlmsghdr *nlh, struct sock *ret,
		struct unix_queue *ret_queue)
{
	struct unix_queue queue = { 0 };
	struct unix_diag_msg msg;
	struct nlattrs it;

	int r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	if (r < 0)
		return r;
	if (msg.udiag_family != AF_UNIX)
		return -EBADMSG;

	struct sock s = {
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_COOKIE,
		.proto = PROTO_UNIX,
		.state = msg.udiag_state,
		.type = msg.udiag_type,
		.inode = msg.udiag_ino,
		.cookie = dump_cookie(msg.udiag_cookie),
	};
	while ((r = nlattrs_next(&it)) > 0) {
		r = unix_attribute(&it, &s, &queue);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	*ret = s;
	*ret_queue = queue;
	return 0;
}

struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i)
{
	uint32_t peer = 0;

	memcpy(&peer, (const char *)queue->inodes + i * sizeof(peer), sizeof(peer));

	/* An accepted socket has the listener's name. */
	struct sock s = {
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_PEER_INODE |
		       (listener->has & (SOCK_HAS_PATH | SOCK_HAS_ABSTRACT)),
		.proto = PROTO_UNIX,
		.state = STATE_ESTABLISHED,
		.type = listener->type,
		.peer_inode = peer,
		.un = listener->un,
	};
	return s;
}

static int unix_emit(const struct sock *s, struct unix_dump *dump)
{
	return family_wants(dump->request, s->state) ? dump->fn(s, dump->arg) : 0;
}

static int unix_message(const struct nlmsghdr *nlh, void *arg)
{
	struct unix_dump *dump = arg;
	struct unix_queue queue;
	struct sock s;

	int r = unix_decode(nlh, &s, &queue);
	if (r == 0)
		r = unix_emit(&s, dump);
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

/* All sockets are spread over few buckets. */
static bool unix_identify(const struct nlmsghdr *nlh, struct consistent_id *ret)
{
	return dump_identify(nlh, offsetof(struct unix_diag_msg, udiag_cookie), ret);
}

static int unix_dump(struct family_source *from, struct unix_dump *dump)
{
	/* Connections that wait for accept(2) are an attribute of their listener. */
	const uint32_t also = family_wants(dump->request, STATE_ESTABLISHED)
				      ? STATE_BIT(STATE_LISTEN)
				      : 0;
	const struct unix_diag_req req = {
		.sdiag_family = AF_UNIX,
		.udiag_states = dump->request->states | also,
		.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS |
			      UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID |
			      (from->wants_memory ? UDIAG_SHOW_MEMINFO : 0),
	};

	struct unix_diag_req ids_only = req;
	ids_only.udiag_show = 0;
	const struct consistent_request dump_request = {
		.type = SOCK_DIAG_BY_FAMILY,
		.payload = &req,
		.part = &req,
		.ids_only = &ids_only,
		.size = sizeof(req),
		.identify = dump->request->is_glance ? NULL : unix_identify,
		.min_overlap = DUMP_MIN_OVERLAP,
	};

	return consistent_dump(from, &dump_request, unix_message, dump);
}

int unix_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg)
{
	struct unix_dump dump = { .request = request, .fn = fn, .arg = arg };

	if (!from->wants_refcnt || from->proc_fd < 0)
		return unix_dump(from, &dump);

	dump.fn = unix_store;
	dump.arg = &dump;
	const int read = unix_dump(from, &dump);
	int r = dump.len ? procnet_unix_refcnt(from->proc_fd, dump.all, dump.len) : 0;
	for (size_t i = 0; r == 0 && i < dump.len; i++)
		r = fn(&dump.all[i], arg);
	free(dump.all);
	/* Sockets read before an error are listed. */
	return r ? r : read;
}
