/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "join_owners.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/filter.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/clock.h"

/* Starts or resumes the clock that limits the time of the search for owners; the clock is
 * stopped while only sockets are read. */
static void start_clock(struct join *j)
{
	if (!j->is_timed && j->spec->owners_ms)
		j->deadline.at_ns = clock_ns(CLOCK_MONOTONIC) + j->left_ns;
	j->is_timed = true;
}

/* Stops the clock that limits the time of the search for owners. at_ns: the time when the
 * search has ended. r: the result of the search. Returns r, or -ECANCELED if r is 0 and a
 * signal has set the flag spec->is_over. */
static int stop_clock(struct join *j, uint64_t at_ns, int r)
{
	if (!j->is_timed)
		return r;
	j->is_timed = false;
	if (j->spec->owners_ms) {
		j->left_ns = j->deadline.at_ns > at_ns ? j->deadline.at_ns - at_ns : 0;
		j->gaps->is_late |= !j->left_ns;
	}
	return r == 0 && j->spec->is_over && *j->spec->is_over ? -ECANCELED : r;
}

static bool filters_owners(const struct query_spec *spec)
{
	return spec->filter && filter_needs(spec->filter).owners;
}

/* Returns whether the search for owners must cover all processes, although the user has
 * selected some. All processes are searched if holders of peers are shown, if sockets of
 * other processes may be listed, or if the filter compares owners. */
static bool needs_all_owners(const struct query_spec *spec)
{
	return spec->peers || spec->either || filters_owners(spec);
}

/* Returns the scope of a search for owners, which says which processes are searched.
 * Processes that are not in `select` are searched only if their sockets may be listed, if
 * they are shown as holders of peers, or if the filter compares owners. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select)
{
	return (struct owner_scope){
		.select = select,
		.is_all = !select || needs_all_owners(spec),
		.helper = spec->helper,
	};
}

/* Waits until the owner thread has ended. If the owner thread lacked file descriptors,
 * because sockets were read at the same time, this thread searches again for all owners.
 * Returns the result of the last search. */
static int wait_for_thread(struct join *j, const struct owner_scope *scope,
			   struct owner_gaps *gaps)
{
	int r = owner_thread_wait(&j->thread, gaps);
	const int ended = stop_clock(j, j->thread.ended_ns, 0);

	start_clock(j);
	if (ended < 0 || !proc_lacks_descriptors(r))
		return ended < 0 ? ended : r;
	*gaps = (struct owner_gaps){ 0 };
	return owner_index_collect(j->owners, j->spec->source, j->source->proc_fd, scope,
				   NULL, gaps);
}

/* Returns whether /proc hides the processes of other users (mount option hidepid): /proc
 * then lacks process 1, which every pid namespace has. */
static bool has_hidden_processes(int proc_fd)
{
	struct stat st;

	return procdir_stat(proc_fd, 1, &st) == -ENOENT;
}

/* Returns whether owners cannot be found because there is no /proc. The result is false
 * for owner_source_bpf: the user has named this source of owners, so the search is tried
 * and reports the missing /proc as an error. */
static bool lacks_proc(const struct join *j)
{
	return j->source->proc_fd < 0 && j->spec->source != &owner_source_bpf;
}

static struct owner_scope join_scope(const struct join *j)
{
	struct owner_scope scope = query_scope(j->spec, j->spec->select);

	scope.context = j->context;
	scope.deadline = &j->deadline;
	return scope;
}

int join_owners_collect(struct join *j, const struct map *inodes)
{
	const struct owner_scope scope = join_scope(j);
	struct no_owner_reason why = { .can_see_all = j->spec->can_see_all };
	struct owner_gaps gaps = { 0 };
	int r = 0;

	j->phase = JOIN_BUFFERING;
	if (lacks_proc(j)) {
		/* There may be processes that hold the sockets, but without /proc no
		 * process can be seen. */
		why.can_see_all = why.is_denied = true;
		j->wants_reasons = false;
		j->gaps->no_proc = true;
		owner_index_set_no_owner_reason(j->owners, &why);
		return 0;
	}
	if (j->thread.is_running) {
		r = wait_for_thread(j, &scope, &gaps);
	} else {
		start_clock(j);
		r = owner_index_collect(j->owners, j->spec->source, j->source->proc_fd,
					&scope, inodes, &gaps);
	}
	j->gaps->is_of_owners = r < 0;
	j->gaps->denied = gaps.denied;
	j->gaps->selected_denied = gaps.selected_denied;
	j->gaps->saw_all = gaps.saw_all;
	j->gaps->is_late |= gaps.is_late;
	j->has_unfollowed = gaps.unfollowed != 0;
	why.can_see_all |= gaps.saw_all;
	why.is_denied = gaps.denied != 0;
	if (j->wants_reasons || filters_owners(j->spec)) {
		why.is_denied |=
			!why.can_see_all && has_hidden_processes(j->source->proc_fd);
		why.is_whole = proc_is_first_pid_namespace(j->source->proc_fd);
	}
	owner_index_set_no_owner_reason(j->owners, &why);
	return stop_clock(j, clock_ns(CLOCK_MONOTONIC), r);
}

/* Returns whether no holder of the socket s was found, although a process may hold s. */
static bool lacks_owner(const struct join *j, const struct sock *s)
{
	return s->inode && !(s->has & SOCK_IS_KERNELS) &&
	       !owner_index_first_of_all(j->owners, s->inode);
}

static void count_unowned(const struct join *j, const struct sock *s)
{
	if (!lacks_owner(j, s))
		return;
	const uint32_t unlooked =
		j->spec->reasons ? no_owner_reason_unsearched(
					   s, owner_index_no_owner_reason(j->owners))
				 : 0;

	j->gaps->unowned++;
	j->gaps->unknown += unlooked != 0;
	j->gaps->unlooked |= unlooked;
}

void join_owners_count(const struct join *j, const struct sock *s)
{
	if (j->spec->owners)
		count_unowned(j, s);
	if (j->spec->peers && s->peer_inode)
		j->gaps->unowned += !owner_index_first_of_all(j->owners, s->peer_inode);
}

int join_owners_describe(struct join *j, const struct sock *s)
{
	const struct query_spec *spec = j->spec;
	const int proc_fd = j->source->proc_fd;
	int r = 0;

	if (spec->owners)
		r = owner_index_describe(j->owners, s->inode, proc_fd, &spec->wanted);
	if (r == 0 && spec->peers && s->peer_inode)
		r = owner_index_describe(j->owners, s->peer_inode, proc_fd,
					 &spec->wanted);
	/* If the filter has conditions on owners, the socket may still be rejected by the
	 * filter. Missing owners of the socket are therefore counted later, by
	 * owner_filter_add(). */
	if (!filters_owners(spec))
		join_owners_count(j, s);
	return r;
}

/* Marks the processes that hold the socket s or its peer, for owner_index_read_marked(),
 * which reads the data of marked processes. */
static int mark_holders(struct join *j, const struct sock *s)
{
	int r = j->spec->owners ? owner_index_mark(j->owners, s->inode) : 0;

	if (r == 0 && j->spec->peers && s->peer_inode)
		r = owner_index_mark(j->owners, s->peer_inode);
	return r;
}

/* Searches again for holders (processes that hold a socket) of the sockets in j->recheck.
 * with_reasons: also searches for processes that hold a socket by other means than a
 * descriptor. */
static int recheck_ownerless(struct join *j, bool with_reasons)
{
	const struct owner_scope scope = { .context = j->context,
					   .is_all = true,
					   .deadline = &j->deadline };

	return owner_recheck_look(&j->recheck, j->owners, j->spec->source, &scope,
				  with_reasons);
}

int join_owners_each(struct join *j, const struct socks *socks,
		     int (*fn)(struct join *j, const struct sock *s))
{
	struct sock s;
	uint64_t inode = 0;
	size_t far = 0;
	int r = 0;

	for (size_t i = 0; i < JOIN_AHEAD && socks_skip(socks, &far, &inode); i++)
		owner_index_prefetch(j->owners, inode);
	for (size_t at = 0; r == 0 && socks_next(socks, &at, &s);) {
		if (socks_skip(socks, &far, &inode))
			owner_index_prefetch(j->owners, inode);
		r = fn(j, &s);
	}
	return r;
}

/* Returns whether a second search may find a holder of the socket s. If some processes
 * cannot be read, only sockets of the user of this program are worth a second search:
 * most other sockets without a known holder belong to processes of other users. */
static bool is_worth_looking(const struct join *j, const struct sock *s)
{
	return owner_index_no_owner_reason(j->owners)->can_see_all ||
	       !(s->has & SOCK_HAS_UID) || s->uid == geteuid();
}

static int add_ownerless(struct join *j, const struct sock *s)
{
	return lacks_owner(j, s) && is_worth_looking(j, s)
		       ? owner_recheck_add(&j->recheck, s)
		       : 0;
}

/* Searches again for holders of the buffered sockets for which no holder was found: tasks
 * (processes or threads) that the first search skipped may hold these sockets. */
static int recheck_kept(struct join *j)
{
	int r = j->wants_reasons || j->has_unfollowed
			? join_owners_each(j, &j->kept, add_ownerless)
			: 0;

	return r ? r : recheck_ownerless(j, j->wants_reasons);
}

/* Adds the socket s to j->recheck if the search for owners has found holders of s, but
 * each of the holders has since ended or closed s. */
static int add_lost(struct join *j, const struct sock *s)
{
	return lacks_owner(j, s) && owner_index_was_held(j->owners, s->inode)
		       ? owner_recheck_add(&j->recheck, s)
		       : 0;
}

/* If the time limit of the search for owners was reached, records in the index of owners
 * that owners may be missing for this reason. */
static void note_late(struct join *j)
{
	struct no_owner_reason why = *owner_index_no_owner_reason(j->owners);

	j->gaps->is_late |= deadline_check(&j->deadline) == -ETIMEDOUT;
	why.is_late = j->gaps->is_late;
	owner_index_set_no_owner_reason(j->owners, &why);
}

/* Reads the requested data of the processes that hold buffered sockets, and counts the
 * buffered sockets for which no owner is known. */
static int describe_kept_once(struct join *j)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(j->context);
	int r = join_owners_each(j, &j->kept, mark_holders);

	if (r == 0)
		r = owner_index_read_marked(j->owners, j->source->proc_fd,
					    &j->spec->wanted);
	note_late(j);
	j->gaps->unowned = 0;
	j->gaps->unknown = 0;
	j->gaps->unlooked = 0;
	return r ? r : join_owners_each(j, &j->kept, join_owners_describe);
}

/* Reads the requested data of the processes that hold buffered sockets. If all holders of
 * a socket have ended since they were found, searches again for holders, because child
 * processes may have inherited the socket. */
static int describe_kept(struct join *j)
{
	int r = describe_kept_once(j);

	if (r == 0)
		r = join_owners_each(j, &j->kept, add_lost);
	if (r || !j->recheck.len)
		return r;
	r = recheck_ownerless(j, false);
	return r ? r : describe_kept_once(j);
}

int join_owners_start(struct join *j)
{
	const struct owner_scope scope = join_scope(j);

	if (lacks_proc(j))
		return 0;
	start_clock(j);
	return owner_thread_start(&j->thread, j->owners, j->spec->source,
				  j->source->proc_fd, &scope);
}

int join_owners_read_kept(struct join *j, bool is_failed, int *ret_recheck)
{
	start_clock(j);
	*ret_recheck = is_failed ? 0 : recheck_kept(j);
	const int r = describe_kept(j);

	return stop_clock(j, clock_ns(CLOCK_MONOTONIC), r);
}

bool join_owners_cover_more(const struct query_spec *spec)
{
	return spec->select && needs_all_owners(spec);
}

int join_owners_read_all(struct join *j)
{
	const struct process_select *select =
		join_owners_cover_more(j->spec) ? j->spec->select : NULL;
	int r = j->phase < JOIN_BUFFERING ? join_owners_collect(j, NULL) : 0;

	start_clock(j);
	if (r == 0 && j->has_unfollowed)
		r = join_owners_each(j, &j->kept, add_ownerless);
	if (r == 0)
		r = recheck_ownerless(j, false);
	if (r == 0)
		r = owner_index_read_all(j->owners, j->source->proc_fd, &j->spec->wanted,
					 select);
	note_late(j);
	return stop_clock(j, clock_ns(CLOCK_MONOTONIC), r);
}
