/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unheld.h"

#include "base/cleanup.h"
#include "base/grow.h"
#include "owner/holders.h"
#include "owner/rings.h"
#include "sockets.h"
#include "sys/priv.h"
#include "sys/proc.h"
#include "sys/procdir.h"

void unheld_release(struct unheld *u)
{
	free(u->inodes);
	map_release(&u->gone);
	*u = (struct unheld){ 0 };
}

int unheld_add(struct unheld *u, const struct sock *s)
{
	int r = grow(&u->inodes, &u->cap, u->len + 1, sizeof(*u->inodes));

	if (r < 0)
		return r;
	u->inodes[u->len++] = s->inode;
	u->pairs |= UINT32_C(1) << PAIR(s->proto, s->has & SOCK_HAS_INET ? s->ip : IP_V4);
	return 0;
}

/* Everybody who holds sockets now; once that is known what the others are, those alone who
 * hold one of ours. */
static int look_again(const struct unheld *u, struct holders *h,
		      const struct owner_source_ops *source,
		      const struct owner_scope *scope, int proc_fd, struct holders *again)
{
	struct why why = *holders_why(h);
	struct owner_gaps gaps = { 0 };
	struct map inodes = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < u->len; i++)
		r = map_set(&inodes, u->inodes[i], 0);
	if (r == 0)
		r = holders_collect(again, source, proc_fd, scope,
				    u->is_explained ? &inodes : NULL, &gaps);
	map_release(&inodes);
	why.is_denied |= gaps.denied != 0;
	holders_set_why(h, &why);
	return r;
}

static int take_over(struct holders *h, const struct holders *again, uint64_t inode)
{
	const struct holder *o = holders_first_of_all(h, inode)
					 ? NULL
					 : holders_first_of_all(again, inode);
	int r = 0;

	for (; o && r == 0; o = holders_next_of_all(again, o)) {
		const struct process *process = holders_process(again, o);
		/* of several names none is known to be that of whoever holds this one */
		const char *told = process->is_renamed ? "" : process->task_name;

		r = holders_add(h, &(struct owner_record){
					   .inode = inode,
					   .pid = process->pid,
					   .fd = o->fd,
					   .is_threads = process->has_tables,
					   .comm = told,
				   });
	}
	return r;
}

static bool is_someone_missing(const struct unheld *u, const struct holders *h)
{
	size_t i = 0;

	while (i < u->len && holders_first_of_all(h, u->inodes[i]))
		i++;
	return i < u->len;
}

static int note_there(const struct sock *s, void *arg)
{
	struct map *missing = arg;

	return map_get(missing, s->inode) == MAP_NONE ? 0 : map_set(missing, s->inode, 1);
}

/* Those without holder that are not there any more: their process may have closed them before it
 * was looked at again. Of the others it is known that nobody held them by then. */
static int find_gone(struct unheld *u, struct holders *h,
		     const struct family_source *from)
{
	struct map missing = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < u->len; i++)
		if (!holders_first_of_all(h, u->inodes[i]))
			r = map_set(&missing, u->inodes[i], 0);
	for (unsigned int pair = 0; r == 0 && missing.used && pair < PAIR_MAX_; pair++)
		if (u->pairs & UINT32_C(1) << pair)
			r = sockets_read(from, pair, WHICH_ALL, note_there, &missing);
	for (size_t i = 0; r == 0 && i < u->len; i++)
		if (map_get(&missing, u->inodes[i]) == 0)
			r = map_set(&u->gone, u->inodes[i], 0);
	map_release(&missing);

	struct why why = *holders_why(h);
	why.gone = &u->gone;
	holders_set_why(h, &why);
	return r;
}

struct search {
	const struct holders *holders;
	int proc_fd;
	bool is_found;
};

/* Whether descriptors wait in the queue of the socket that a descriptor stands for. 1: that is
 * known now, 0: this one does not tell, <0: error. */
static int look_into_queue(struct search *search, const struct holder *o)
{
	const uint32_t pid = holders_process(search->holders, o)->pid;
	uint32_t count = 0;

	int r = proc_read_scm_fds(search->proc_fd, pid, o->fd, &count);
	search->is_found |= r == 0 && count;
	if (proc_is_exhausted(r))
		return r;
	/* the fd, or the number of the process, may be another's by now */
	return r == 0 && procdir_has_socket(search->proc_fd, pid, o->fd, o->inode);
}

/* Whoever holds the socket, the queue is the same. A dump is read to its end: the kernel would
 * not begin another before. */
static int look_into_one(const struct sock *s, void *arg)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	struct search *search = arg;
	const struct holder *o = holders_first_of_all(search->holders, s->inode);
	int r = 0;

	for (; o && r == 0 && !search->is_found;
	     o = holders_next_of_all(search->holders, o))
		r = look_into_queue(search, o);
	return r < 0 ? r : 0;
}

/* A process may hold sockets of another network namespace, of which no dump tells. */
static int look_into_all(struct search *search)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	const struct holder *o = NULL;
	int r = 0;

	while (r >= 0 && !search->is_found &&
	       (o = holders_next_at_all(search->holders, o)))
		r = look_into_queue(search, o);
	return r < 0 ? r : 0;
}

static int look_for_rings(int proc_fd, bool *ret)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();

	/* /proc may hide processes from who lacks these (hidepid) */
	*ret = !priv_has_owner_caps();
	return *ret ? 0 : rings_find(proc_fd, ret);
}

/* What those have to be that no process holds. */
static int explain(struct holders *h, const struct holders *again,
		   const struct family_source *from)
{
	struct search search = { .holders = again, .proc_fd = from->proc_fd };
	struct why why = *holders_why(h);

	int r = sockets_read(from, PAIR(PROTO_UNIX, IP_V4), WHICH_ALL, look_into_one,
			     &search);
	why.is_whole = proc_is_first_pid_namespace(from->proc_fd);
	/* only the kernel is left to be named */
	if (r == 0 && why.is_whole && !why.is_denied)
		r = look_into_all(&search);
	if (r == 0 && why.is_whole && !why.is_denied && !search.is_found)
		r = look_for_rings(from->proc_fd, &why.is_ringed);
	if (r < 0)
		return r;
	why.is_in_flight = search.is_found;
	holders_set_why(h, &why);
	return 0;
}

static void cleanup_holders(struct holders **h)
{
	holders_free(*h);
}

int unheld_look(struct unheld *u, struct holders *h,
		const struct owner_source_ops *source, struct owner_keep *keep,
		const struct family_source *from)
{
	const struct owner_scope scope = { .is_all = true, .keep = keep };
	_cleanup_(cleanup_holders) struct holders *again = NULL;

	if (!u->len)
		return 0;

	int r = holders_new(&again);
	if (r == 0)
		r = look_again(u, h, source, &scope, from->proc_fd, again);
	for (size_t i = 0; r == 0 && i < u->len; i++)
		r = take_over(h, again, u->inodes[i]);
	const bool is_missing = r == 0 && is_someone_missing(u, h);
	if (is_missing && !u->is_explained) {
		u->is_explained = true;
		r = explain(h, again, from);
	}
	/* behind that: what is there still was there when it was explained */
	if (is_missing && r == 0)
		r = find_gone(u, h, from);
	u->len = 0;
	u->pairs = 0;
	return r;
}
