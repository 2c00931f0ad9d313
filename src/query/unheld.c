/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unheld.h"

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
#include "owner/holders.h"
#include "sockets.h"
#include "sys/proc.h"

void unheld_release(struct unheld *u)
{
	free(u->all);
	*u = (struct unheld){ 0 };
}

int unheld_add(struct unheld *u, const struct sock *s)
{
	int r = grow(&u->all, &u->cap, u->len + 1, sizeof(*u->all));

	if (r == 0)
		u->all[u->len++] = *s;
	return r;
}

static int look_again(struct unheld *u, struct holders *h,
		      const struct owner_source_ops *source, int proc_fd)
{
	struct why why = *holders_why(h);
	struct owner_gaps gaps = { 0 };
	struct map inodes = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < u->len; i++)
		r = map_set(&inodes, u->all[i].inode, 0);
	if (r == 0)
		r = holders_collect_missed(h, source, proc_fd, &inodes, &gaps);
	map_release(&inodes);
	why.is_denied |= gaps.denied != 0;
	holders_set_why(h, &why);
	return r;
}

static bool is_someone_missing(const struct unheld *u, const struct holders *h)
{
	size_t i = 0;

	while (i < u->len && holders_first_of_all(h, u->all[i].inode))
		i++;
	return i < u->len;
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
	uint32_t count = 0;

	int r = proc_read_scm_fds(
		search->proc_fd, holders_process(search->holders, o)->pid, o->fd, &count);
	search->is_found |= r == 0 && count;
	if (proc_is_exhausted(r))
		return r;
	return r == 0;
}

/* Whoever holds the socket, the queue is the same. A dump is read to its end: the kernel would
 * not begin another before. */
static int look_into_one(const struct sock *s, void *arg)
{
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
	const struct holder *o = NULL;
	int r = 0;

	while (r >= 0 && !search->is_found &&
	       (o = holders_next_at_all(search->holders, o)))
		r = look_into_queue(search, o);
	return r < 0 ? r : 0;
}

/* What those have to be that no process holds. */
static int explain(struct holders *h, const struct family_source *from)
{
	struct search search = { .holders = h, .proc_fd = from->proc_fd };
	struct why why = *holders_why(h);

	int r = sockets_read(from, PAIR(PROTO_UNIX, IP_V4), WHICH_ALL, look_into_one,
			     &search);
	why.is_whole = proc_is_first_pid_namespace(from->proc_fd);
	/* only the kernel is left to be named */
	if (r == 0 && why.is_whole && !why.is_denied)
		r = look_into_all(&search);
	if (r < 0)
		return r;
	why.is_in_flight = search.is_found;
	holders_set_why(h, &why);
	return 0;
}

int unheld_look(struct unheld *u, struct holders *h,
		const struct owner_source_ops *source, const struct family_source *from)
{
	if (!u->len)
		return 0;

	int r = look_again(u, h, source, from->proc_fd);
	if (r < 0 || u->is_explained || !is_someone_missing(u, h))
		return r;
	u->is_explained = true;
	return explain(h, from);
}
