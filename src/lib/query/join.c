/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "join.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aux_dump.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "kernel/procdir.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* Bytes of about 40,000 sockets. By the time that more have come, the owners are usually
 * found, and the rest is streamed. A narrow listing buffers more, because finding only
 * its owners avoids an index of all, which is as large. */
enum { KEPT_MAX = 3 * 1024 * 1024, KEPT_MAX_NARROW = 5 * KEPT_MAX };

/* Lookups in the owner index that are prefetched at a time, because the index is larger
 * than a cache. */
enum { AHEAD = 32 };

/* Protocols whose far end is found by swapping local and peer address. */
static const enum proto with_ends[] = { PROTO_TCP, PROTO_UDP, PROTO_UDPLITE,
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
	};
	int r = spec->owners || spec->peers ? owner_index_new(&j->holders) : 0;
	if (j->holders) {
		owner_index_set_context(j->holders, context);
		owner_index_set_cmdline_reader(j->holders, spec->readers);
		owner_index_set_deadline(j->holders, &j->deadline);
	}
	return r;
}

/* Starts or resumes the clock of the search for owners, which does not count the time of
 * reading sockets. */
static void owners_begin(struct join *j)
{
	if (!j->is_at_owners && j->spec->owners_ms)
		j->deadline.at_ns = clock_ns(CLOCK_MONOTONIC) + j->left_ns;
	j->is_at_owners = true;
}

/* Stops the clock as of at_ns. -ECANCELED: a signal ended the search. */
static int owners_end(struct join *j, uint64_t at_ns)
{
	if (!j->is_at_owners)
		return 0;
	j->is_at_owners = false;
	if (j->spec->owners_ms) {
		j->left_ns = j->deadline.at_ns > at_ns ? j->deadline.at_ns - at_ns : 0;
		j->gaps->is_late |= !j->left_ns;
	}
	return j->spec->is_over && *j->spec->is_over ? -ECANCELED : 0;
}

void join_release(struct join *j)
{
	struct owner_gaps unused;

	if (j->finder.is_running)
		(void)owner_thread_wait(&j->finder, &unused);
	owner_index_free(j->holders);
	tuple_index_release(&j->ends);
	socks_release(&j->kept);
	map_release(&j->inodes);
	socks_release(&j->ahead);
	owner_recheck_release(&j->unheld);
}

/* Only selected processes are scanned, unless others may matter, too. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select)
{
	return (struct owner_scope){
		.select = select,
		.is_all = !select || spec->peers || spec->either,
		.helper = spec->helper,
	};
}

bool join_selects(const struct query_spec *spec)
{
	return spec->select && (spec->peers || spec->either);
}

/* Waits for the owner thread, and searches again if it lacked descriptors while sockets
 * were read. */
static int wait_for_finder(struct join *j, const struct owner_scope *scope,
			   struct owner_gaps *gaps)
{
	int r = owner_thread_wait(&j->finder, gaps);
	const int ended = owners_end(j, j->finder.ended_ns);

	owners_begin(j);
	if (ended < 0 || !proc_lacks_descriptors(r))
		return ended < 0 ? ended : r;
	*gaps = (struct owner_gaps){ 0 };
	return owner_index_collect(j->holders, j->spec->source, j->source->proc_fd, scope,
				   NULL, gaps);
}

/* Returns whether /proc hides processes of others (hidepid): every pid namespace has a
 * process 1. */
static bool are_some_hidden(int proc_fd)
{
	struct stat st;

	return procdir_stat(proc_fd, 1, &st) == -ENOENT;
}

/* Without /proc no owners are found. That is an error only for a source requested by
 * name. */
static bool lacks_proc(const struct join *j)
{
	return j->source->proc_fd < 0 && j->spec->source != &owner_source_bpf;
}

static int collect_none(struct join *j)
{
	/* Holders may exist, but cannot be seen. */
	const struct no_owner_reason why = { .can_see_all = true, .is_denied = true };

	j->has_owners = true;
	j->wants_reasons = false;
	j->gaps->no_proc = true;
	owner_index_set_no_owner_reason(j->holders, &why);
	return 0;
}

static struct owner_scope join_scope(const struct join *j)
{
	struct owner_scope scope = query_scope(j->spec, j->spec->select);

	scope.context = j->context;
	scope.deadline = &j->deadline;
	return scope;
}

/* Finds the owners of all sockets, or of those in the map. */
static int collect(struct join *j, const struct map *inodes)
{
	if (lacks_proc(j))
		return collect_none(j);

	struct owner_gaps gaps = { 0 };
	const struct owner_scope scope = join_scope(j);
	struct no_owner_reason why = { .can_see_all = j->spec->can_see_all };

	if (!j->finder.is_running)
		owners_begin(j);
	int r = j->finder.is_running
			? wait_for_finder(j, &scope, &gaps)
			: owner_index_collect(j->holders, j->spec->source,
					      j->source->proc_fd, &scope, inodes, &gaps);
	j->has_owners = true;
	j->gaps->is_of_owners = r < 0;
	j->gaps->denied = gaps.denied;
	j->gaps->selected_denied = gaps.selected_denied;
	j->gaps->saw_all = gaps.saw_all;
	j->gaps->is_late |= gaps.is_late;
	j->has_unfollowed = gaps.unfollowed != 0;
	why.can_see_all |= gaps.saw_all;
	why.is_denied = gaps.denied != 0;
	if (j->wants_reasons) {
		why.is_denied |= !why.can_see_all && are_some_hidden(j->source->proc_fd);
		why.is_whole = proc_is_first_pid_namespace(j->source->proc_fd);
	}
	owner_index_set_no_owner_reason(j->holders, &why);
	const int ended = owners_end(j, clock_ns(CLOCK_MONOTONIC));
	return r < 0 ? r : ended;
}

/* Adds any connection of the pair, whether or not it will be listed. */
static int add_end(const struct sock *s, void *arg)
{
	struct join *j = arg;

	return tuple_index_add(&j->ends, s);
}

static int find_ends(struct join *j)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(with_ends); i++) {
		if (!(j->spec->pairs & proto_pairs(with_ends[i])))
			continue;
		for (enum ip ip = 0; r == 0 && ip < IP_MAX_; ip++)
			r = aux_dump_read(j->source, PAIR(with_ends[i], ip),
					  WHICH_CONNECTED, add_end, j);
	}
	return r;
}

/* Returns whether the listing probably has only some of all sockets. */
static bool is_narrow(const struct query_spec *spec)
{
	return spec->which == WHICH_LISTENING || spec->filter;
}

int join_begin(struct join *j, sock_fn fn, void *arg)
{
	const struct owner_scope scope = join_scope(j);

	j->fn = fn;
	j->arg = arg;
	int r = j->spec->peers ? find_ends(j) : 0;
	if (r == 0 && j->spec->select) {
		r = collect(j, NULL);
	} else if (r == 0 && j->holders && !is_narrow(j->spec) && !lacks_proc(j)) {
		owners_begin(j);
		(void)owner_thread_start(&j->finder, j->holders, j->spec->source,
					 j->source->proc_fd, &scope);
	}
	return r;
}

/* Returns whether a process can hold the socket, and none was found. */
static bool lacks_holder(const struct join *j, const struct sock *s)
{
	return s->inode && !(s->has & SOCK_IS_KERNELS) &&
	       !owner_index_first_of_all(j->holders, s->inode);
}

static void count_unowned(struct join *j, const struct sock *s)
{
	if (!lacks_holder(j, s))
		return;
	j->gaps->unowned++;
	if (!j->spec->reasons)
		return;
	const uint32_t unlooked =
		no_owner_reason_unsearched(s, owner_index_no_owner_reason(j->holders));

	j->gaps->unknown += unlooked != 0;
	j->gaps->unlooked |= unlooked;
}

/* Reads the requested data of the processes at both ends. */
static int describe(struct join *j, const struct sock *s)
{
	const struct query_spec *spec = j->spec;
	const int proc_fd = j->source->proc_fd;
	int r = 0;

	if (spec->owners) {
		r = owner_index_describe(j->holders, s->inode, proc_fd, &spec->wanted);
		count_unowned(j, s);
	}
	if (r == 0 && spec->peers && s->peer_inode) {
		r = owner_index_describe(j->holders, s->peer_inode, proc_fd,
					 &spec->wanted);
		j->gaps->unowned += !owner_index_first_of_all(j->holders, s->peer_inode);
	}
	return r;
}

/* Marks the processes at both ends for owner_index_read_marked(). */
static int mark(struct join *j, const struct sock *s)
{
	int r = j->spec->owners ? owner_index_mark(j->holders, s->inode) : 0;

	if (r == 0 && j->spec->peers && s->peer_inode)
		r = owner_index_mark(j->holders, s->peer_inode);
	return r;
}

/* Calls the hook `collected` once: from here on nothing is read that needs privileges. */
static int be_collected(struct join *j)
{
	int r = j->is_collected || !j->spec->collected
			? 0
			: j->spec->collected(j->spec->collected_arg);

	j->is_collected = true;
	return r;
}

static int hand_on(struct join *j, const struct sock *s)
{
	int r = be_collected(j);

	if (r == 0)
		r = j->fn(s, j->arg);
	j->is_stopped = r != 0;
	return r;
}

static int tell(struct join *j, const struct sock *s)
{
	int r = describe(j, s);

	return r ? r : hand_on(j, s);
}

/* Searches again for holders of the sockets in j->unheld. */
static int look_again(struct join *j, bool with_reasons)
{
	const struct owner_scope scope = { .context = j->context,
					   .is_all = true,
					   .deadline = &j->deadline };

	return owner_recheck_look(&j->unheld, j->holders, j->spec->source, &scope,
				  j->source->proc_fd, with_reasons);
}

/* Calls fn for each of the sockets, and prefetches the owners of the next ones. */
static int each(struct join *j, const struct socks *socks,
		int (*fn)(struct join *j, const struct sock *s))
{
	struct sock s;
	uint64_t inode = 0;
	size_t far = 0;
	int r = 0;

	for (size_t i = 0; i < AHEAD && socks_skip(socks, &far, &inode); i++)
		owner_index_prefetch(j->holders, inode);
	for (size_t at = 0; r == 0 && socks_next(socks, &at, &s);) {
		if (socks_skip(socks, &far, &inode))
			owner_index_prefetch(j->holders, inode);
		r = fn(j, &s);
	}
	return r;
}

/* Returns whether a second search can find the holder. If not every process may be read,
 * most sockets without a holder belong to other users. */
static bool is_worth_looking(const struct join *j, const struct sock *s)
{
	return owner_index_no_owner_reason(j->holders)->can_see_all ||
	       !(s->has & SOCK_HAS_UID) || s->uid == geteuid();
}

static int add_unheld(struct join *j, const struct sock *s)
{
	return lacks_holder(j, s) && is_worth_looking(j, s)
		       ? owner_recheck_add(&j->unheld, s)
		       : 0;
}

/* Searches again for holders of buffered sockets that have none: they may be among the
 * skipped tasks. */
static int look_for_kept(struct join *j)
{
	int r = j->wants_reasons || j->has_unfollowed ? each(j, &j->kept, add_unheld) : 0;

	return r ? r : look_again(j, j->wants_reasons);
}

/* Adds a socket whose holders have exited or closed it. */
static int add_lost(struct join *j, const struct sock *s)
{
	return lacks_holder(j, s) && owner_index_was_held(j->holders, s->inode)
		       ? owner_recheck_add(&j->unheld, s)
		       : 0;
}

/* Records a passed deadline as a reason for missing owners. */
static void note_late(struct join *j)
{
	struct no_owner_reason why = *owner_index_no_owner_reason(j->holders);

	j->gaps->is_late |= deadline_check(&j->deadline) == -ETIMEDOUT;
	why.is_late = j->gaps->is_late;
	owner_index_set_no_owner_reason(j->holders, &why);
}

/* Reads the requested data of the processes that hold buffered sockets. */
static int describe_kept(struct join *j)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(j->context);
	int r = each(j, &j->kept, mark);

	if (r == 0)
		r = owner_index_read_marked(j->holders, j->source->proc_fd,
					    &j->spec->wanted);
	note_late(j);
	j->gaps->unowned = 0;
	j->gaps->unknown = 0;
	j->gaps->unlooked = 0;
	return r ? r : each(j, &j->kept, describe);
}

/* Describes the holders. If all holders of a socket have exited meanwhile, searches
 * again: their children may hold it. */
static int find_holders_of_kept(struct join *j)
{
	int r = describe_kept(j);

	if (r == 0)
		r = each(j, &j->kept, add_lost);
	if (r || !j->unheld.len)
		return r;
	r = look_again(j, false);
	return r ? r : describe_kept(j);
}

/* Emits the buffered sockets with their owners. After an error of reading, no second
 * search is made. */
static int tell_kept(struct join *j, int read)
{
	owners_begin(j);
	const int looked = read ? 0 : look_for_kept(j);
	int r = find_holders_of_kept(j);
	const int ended = owners_end(j, clock_ns(CLOCK_MONOTONIC));

	if (r == 0)
		r = ended < 0 ? ended : each(j, &j->kept, hand_on);
	socks_release(&j->kept);
	return r ? r : looked;
}

/* Switches to streaming in the middle of a dump. Privileges end with the first emitted
 * socket, so all data of processes is read here. */
static int stop_keeping(struct join *j)
{
	const struct process_select *select =
		join_selects(j->spec) ? j->spec->select : NULL;
	int r = j->has_owners ? 0 : collect(j, NULL);

	owners_begin(j);
	map_release(&j->inodes);
	if (r == 0 && j->has_unfollowed)
		r = each(j, &j->kept, add_unheld);
	if (r == 0)
		r = look_again(j, false);
	if (r == 0)
		r = owner_index_read_all(j->holders, j->source->proc_fd, &j->spec->wanted,
					 select);
	note_late(j);
	const int ended = owners_end(j, clock_ns(CLOCK_MONOTONIC));
	if (r == 0)
		r = ended;
	j->is_streaming = true;
	if (r == 0)
		r = each(j, &j->kept, tell);
	socks_release(&j->kept);
	return r;
}

static int note_inode(struct join *j, uint64_t inode)
{
	return inode ? map_set(&j->inodes, inode, 0) : 0;
}

static int keep(struct join *j, const struct sock *s)
{
	const bool narrow = is_narrow(j->spec);
	int r = socks_add(&j->kept, s);

	if (r == 0 && narrow && !j->has_owners) {
		r = note_inode(j, s->inode);
		if (r == 0 && j->spec->peers)
			r = note_inode(j, s->peer_inode);
	}
	/* Reasons need a second search, which is for all sockets at once. */
	if (r < 0 || j->wants_reasons ||
	    j->kept.len < (narrow ? KEPT_MAX_NARROW : KEPT_MAX))
		return r;
	return stop_keeping(j);
}

static int tell_ahead(struct join *j)
{
	int r = each(j, &j->ahead, tell);

	socks_clear(&j->ahead);
	j->ahead_len = 0;
	return r;
}

static int stream(struct join *j, const struct sock *s)
{
	int r = socks_add(&j->ahead, s);

	return r == 0 && ++j->ahead_len == AHEAD ? tell_ahead(j) : r;
}

static void find_peer(const struct join *j, struct sock *s)
{
	/* The index has only far ends in this network namespace. */
	if (s->has & SOCK_HAS_INET && !(s->has & SOCK_HAS_NETNS) &&
	    tuple_index_find(&j->ends, s, &s->peer_inode))
		s->has |= SOCK_HAS_PEER_INODE;
}

int join_add(struct join *j, const struct sock *s)
{
	struct sock found;

	if (!j->holders)
		return hand_on(j, s);
	if (j->spec->peers) {
		sock_copy(&found, s);
		find_peer(j, &found);
		s = &found;
	}
	return j->is_streaming ? stream(j, s) : keep(j, s);
}

int join_end_pair(struct join *j, int read)
{
	const int r = j->is_stopped ? 0 : tell_ahead(j);

	return read ? read : r;
}

int join_end(struct join *j, int read)
{
	int r = 0;

	/* A source requested by name must report its error even if no socket was found. A
	 * running owner thread is waited for, because its privileges end here. */
	if (!j->holders || j->is_streaming ||
	    (!j->kept.len && !j->finder.is_running &&
	     j->spec->source == owner_sources[0]))
		return read;
	if (!j->has_owners)
		r = collect(j, is_narrow(j->spec) ? &j->inodes : NULL);
	if (r == 0)
		r = tell_kept(j, read);
	return read ? read : r;
}
