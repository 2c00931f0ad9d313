/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "join.h"

#include "aux_dump.h"
#include "join_owners.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* Sizes in bytes of the buffer of sockets that wait for their owners. KEPT_MAX has room
 * for about 40,000 sockets; after so many sockets, the search for owners has usually
 * ended. KEPT_MAX_NARROW is used if only a part of all sockets is listed: a larger buffer
 * then takes no more memory than an index of the owners of all sockets would take. */
enum { KEPT_MAX = 3 * 1024 * 1024, KEPT_MAX_NARROW = 5 * KEPT_MAX };

/* If the sockets that a filter accepts have at most this many different inodes, only the
 * owners of these sockets are searched, after all sockets are read. The owners of more
 * sockets are found faster by searching all owners while the sockets are read. */
enum { FILTERED_MAX = 8192 };

/* Protocols for which the peer socket of a connection, if it is on this machine, is found
 * by swapping the local address and the peer address. */
static const enum proto protocols_with_tuples[] = { PROTO_TCP, PROTO_UDP, PROTO_UDPLITE,
						    PROTO_MPTCP };

int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps)
{
	*j = (struct join){
		.context = context,
		.spec = spec,
		.source = source,
		.gaps = gaps,
		.wants_reasons = spec->owners && spec->reasons,
		.deadline = { .is_over = spec->is_over },
		.left_ns = spec->owners_ms * NS_PER_MS,
		.is_narrow = spec->which == WHICH_LISTENING || spec->filter,
	};
	int r = spec->owners || spec->peers ? owner_index_new(&j->owners) : 0;
	if (j->owners)
		owner_index_set_context(j->owners, context, spec->readers, &j->deadline);
	return r;
}

void join_release(struct join *j)
{
	struct owner_gaps unused;

	if (j->thread.is_running)
		(void)owner_thread_wait(&j->thread, &unused);
	owner_index_free(j->owners);
	tuple_index_release(&j->tuples);
	socks_release(&j->kept);
	map_release(&j->inodes);
	socks_release(&j->ahead);
	owner_recheck_release(&j->recheck);
}

/* Adds the connection s to j->tuples, whether it will be listed or not. */
static int add_tuple(const struct sock *s, void *arg)
{
	struct join *j = arg;

	return tuple_index_add(&j->tuples, s);
}

int join_index_tuples(struct join *j, const struct family_source *source)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(protocols_with_tuples); i++) {
		if (!(j->spec->pairs & proto_pairs(protocols_with_tuples[i])))
			continue;
		for (enum ip ip = 0; r == 0 && ip < IP_MAX_; ip++)
			r = aux_dump_read(source, PAIR(protocols_with_tuples[i], ip),
					  WHICH_CONNECTED, add_tuple, j);
	}
	return r;
}

int join_begin(struct join *j, sock_fn fn, void *arg)
{
	j->fn = fn;
	j->arg = arg;
	int r = j->spec->peers && !j->spec->netns ? join_index_tuples(j, j->source) : 0;

	if (r == 0 && j->spec->select)
		return join_owners_collect(j, NULL);
	/* The owner thread finds owners while sockets are read. The thread is not started
	 * if several network namespaces are read, because no other thread may raise
	 * privileges while namespaces are entered. The owners are then found after the
	 * sockets are read. */
	if (r == 0 && j->owners && !j->is_narrow && !j->spec->netns)
		(void)join_owners_start(j);
	return r;
}

/* Passes the socket s to j->fn. Before the first socket, calls spec->collected, which may
 * drop privileges: all data that need privileges were read before. */
static int emit(struct join *j, const struct sock *s)
{
	int r = 0;

	if (j->phase < JOIN_EMITTING && j->spec->collected)
		r = j->spec->collected(j->spec->collected_arg);
	if (r == 0)
		r = j->fn(s, j->arg);
	j->phase = r ? JOIN_STOPPED : JOIN_EMITTING;
	return r;
}

static int describe_and_emit(struct join *j, const struct sock *s)
{
	int r = join_owners_describe(j, s);

	return r ? r : emit(j, s);
}

/* Passes the buffered sockets with their owners to j->fn. `read` is the result of reading
 * the sockets; if it is an error, missing owners are not searched again. */
static int emit_kept(struct join *j, int read)
{
	int rechecked = 0;
	int r = join_owners_read_kept(j, read != 0, &rechecked);

	if (r == 0)
		r = join_owners_each(j, &j->kept, emit);
	socks_release(&j->kept);
	return r ? r : rechecked;
}

/* Switches from buffering sockets to passing each socket to j->fn when it is read.
 * Privileges are dropped before the first socket is passed on, so the data of all
 * processes are read first. */
static int start_streaming(struct join *j)
{
	int r = join_owners_read_all(j);

	map_release(&j->inodes);
	j->phase = JOIN_STREAMING;
	if (r == 0)
		r = join_owners_each(j, &j->kept, describe_and_emit);
	socks_release(&j->kept);
	return r;
}

static int note_inode(struct join *j, uint64_t inode)
{
	return inode ? map_set(&j->inodes, inode, 0) : 0;
}

/* Stores the inodes of the socket s and its peer in j->inodes, the set of inodes whose
 * owners will be searched. If a filter accepts more than FILTERED_MAX inodes, starts the
 * owner thread, which searches for all owners; if the thread cannot be started, join_end
 * makes the search. */
static int note_inodes(struct join *j, const struct sock *s)
{
	int r = note_inode(j, s->inode);

	if (r == 0 && j->spec->peers)
		r = note_inode(j, s->peer_inode);
	if (r == 0 && j->spec->which != WHICH_LISTENING &&
	    j->inodes.used > FILTERED_MAX) {
		map_release(&j->inodes);
		j->is_narrow = false;
		(void)join_owners_start(j);
	}
	return r;
}

static int buffer_sock(struct join *j, const struct sock *s)
{
	int r = socks_add(&j->kept, s);

	if (r == 0 && j->is_narrow && j->phase < JOIN_BUFFERING)
		r = note_inodes(j, s);
	/* If the user wants to know why owners are missing, all sockets are buffered,
	 * because finding the reasons takes a second search for the owners of all sockets
	 * together. */
	if (r < 0 || j->wants_reasons ||
	    j->kept.len < (j->is_narrow ? KEPT_MAX_NARROW : KEPT_MAX))
		return r;
	return start_streaming(j);
}

static int emit_ahead(struct join *j)
{
	int r = join_owners_each(j, &j->ahead, describe_and_emit);

	socks_clear(&j->ahead);
	j->ahead_len = 0;
	return r;
}

static int stream(struct join *j, const struct sock *s)
{
	int r = socks_add(&j->ahead, s);

	return r == 0 && ++j->ahead_len == JOIN_AHEAD ? emit_ahead(j) : r;
}

int join_add(struct join *j, const struct sock *s)
{
	struct sock found;

	if (!j->owners)
		return emit(j, s);
	if (j->spec->peers) {
		sock_copy(&found, s);
		if (s->has & SOCK_HAS_INET &&
		    tuple_index_find(&j->tuples, s, &found.peer_inode))
			found.has |= SOCK_HAS_PEER_INODE;
		s = &found;
	}
	return j->phase < JOIN_STREAMING ? buffer_sock(j, s) : stream(j, s);
}

int join_end_pair(struct join *j, int read)
{
	const int r = j->phase == JOIN_STOPPED ? 0 : emit_ahead(j);

	return read ? read : r;
}

int join_end(struct join *j, int read)
{
	int r = 0;

	/* Without buffered sockets, owners are collected in two cases. If the user has
	 * named a source of owners, the source is used to report its errors. If the owner
	 * thread is running, its end is awaited, because the thread needs privileges that
	 * are dropped after join_end(). */
	if (!j->owners || j->phase >= JOIN_STREAMING ||
	    (!j->kept.len && !j->thread.is_running &&
	     j->spec->source == owner_sources[0]))
		return read;
	if (j->phase < JOIN_BUFFERING)
		r = join_owners_collect(j, j->is_narrow ? &j->inodes : NULL);
	if (r == 0)
		r = emit_kept(j, read);
	return read ? read : r;
}
