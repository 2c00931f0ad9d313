/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "holders.h"

#include <string.h>
#include <sys/random.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
#include "readers.h"
#include "select.h"
#include "sys/priv.h"
#include "sys/proc.h"
#include "sys/procdir.h"

/* Of the index of inodes, which is a map (base/map.h) whose keys stand in the holders: half
 * the room, of which a million sockets take much. */
struct slot {
	uint32_t tag; /* of the hash */
	uint32_t
		last_plus_1; /* the inode's last holder, whose next is its first; 0: free */
};

enum { SLOTS_MIN = 64, AHEAD = 16 };

struct holders {
	struct slot *slots;
	size_t slots_cap; /* 0 or a power of two, at least twice what is in them */
	uint64_t seed; /* random, so that chosen inodes cannot be made to collide */
	struct holder *all;
	size_t len, cap;
	size_t indexed; /* so many of them, from the first on */
	struct processes processes;
	struct readers *readers;
	struct process **marked;
	size_t marked_len, marked_cap;
	/* of each holder its descriptor's flags, and whether they were read; none as long as
	 * they are not wanted */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct why why;
};

#define HAS_FLAGS (UINT64_C(1) << 32)

int holders_new(struct holders **ret)
{
	struct holders *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	since_now(&h->processes.since);
	*ret = h;
	return 0;
}

struct holders *holders_free(struct holders *h)
{
	if (!h)
		return NULL;
	free(h->slots);
	free(h->all);
	free(h->flags);
	free(h->marked);
	processes_release(&h->processes);
	free(h);
	return NULL;
}

void holders_set_since(struct holders *h, const struct since *since)
{
	h->processes.since = *since;
}

void holders_set_readers(struct holders *h, struct readers *readers)
{
	h->readers = readers;
}

static uint64_t hash_of(const struct holders *h, uint64_t inode)
{
	return map_mix(inode ^ h->seed);
}

/* The slot of an inode, or the free one where it belongs. */
static struct slot *find(const struct holders *h, uint64_t inode)
{
	const uint64_t hash = hash_of(h, inode);
	const uint32_t tag = hash >> 32;
	size_t i = hash & (h->slots_cap - 1);

	while (h->slots[i].last_plus_1 &&
	       (h->slots[i].tag != tag ||
		h->all[h->slots[i].last_plus_1 - 1].inode != inode))
		i = (i + 1) & (h->slots_cap - 1);
	return &h->slots[i];
}

void holders_prefetch(const struct holders *h, uint64_t inode)
{
	if (h->slots_cap)
		__builtin_prefetch(&h->slots[hash_of(h, inode) & (h->slots_cap - 1)]);
}

/* Room for all holders there are, at once. */
static int widen(struct holders *h)
{
	struct holders wider = *h;

	if (h->len <= h->slots_cap / 2)
		return 0;
	/* without entropy yet (early boot) the index works all the same, unseeded */
	if (!h->slots_cap &&
	    getrandom(&wider.seed, sizeof(wider.seed), GRND_NONBLOCK) < 0)
		wider.seed = 0;
	if (!wider.slots_cap)
		wider.slots_cap = SLOTS_MIN;
	while (h->len > wider.slots_cap / 2)
		wider.slots_cap *= 2;
	wider.slots = calloc(wider.slots_cap, sizeof(*wider.slots));
	if (!wider.slots)
		return -ENOMEM;
	for (size_t i = 0; i < h->slots_cap; i++)
		if (h->slots[i].last_plus_1)
			*find(&wider, h->all[h->slots[i].last_plus_1 - 1].inode) =
				h->slots[i];
	free(h->slots);
	*h = wider;
	return 0;
}

static struct holder *first_of_all(const struct holders *h, uint64_t inode)
{
	/* 0 is the inode of sockets that no fd stands for */
	const uint32_t last = inode && h->slots_cap ? find(h, inode)->last_plus_1 : 0;

	return last ? &h->all[h->all[last - 1].next] : NULL;
}

static struct holder *next_of_all(const struct holders *h, const struct holder *holder)
{
	return holder->is_last ? NULL : &h->all[holder->next];
}

/* Whether the process is a holder of this socket by this fd. */
static bool has_holder(const struct holders *h, const struct holder *wanted)
{
	const struct holder *o = first_of_all(h, wanted->inode);

	while (o && (o->process != wanted->process || o->fd != wanted->fd))
		o = next_of_all(h, o);
	return o;
}

static void index_one(struct holders *h, size_t at)
{
	struct holder *added = &h->all[at];
	struct slot *slot = find(h, added->inode);

	if (h->processes.all[added->process]->has_tables && has_holder(h, added))
		return;
	if (slot->last_plus_1) {
		struct holder *last = &h->all[slot->last_plus_1 - 1];

		added->next = last->next;
		last->next = at & INT32_MAX;
		last->is_last = false;
	}
	slot->tag = hash_of(h, added->inode) >> 32;
	slot->last_plus_1 = (uint32_t)at + 1;
}

/* Takes all into the index that are not in it yet. */
static int index_rest(struct holders *h)
{
	int r = widen(h);

	if (r < 0)
		return r;
	for (; h->indexed < h->len; h->indexed++) {
		if (h->len - h->indexed > AHEAD)
			holders_prefetch(h, h->all[h->indexed + AHEAD].inode);
		index_one(h, h->indexed);
	}
	return 0;
}

static int append(struct holders *h, const struct owner_record *record)
{
	uint32_t process = 0;

	if (h->len == HOLDERS_MAX)
		return -E2BIG;
	int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
	if (r == 0)
		r = processes_add(&h->processes, record->pid, &process);
	if (r < 0)
		return r;

	struct process *p = h->processes.all[process];

	p->has_tables |= record->is_threads;
	if (record->comm && !*p->task_name)
		snprintf(p->task_name, sizeof(p->task_name), "%s", record->comm);
	else if (record->comm &&
		 strncmp(p->task_name, record->comm, sizeof(p->task_name) - 1) != 0)
		p->is_renamed = true;
	h->all[h->len] = (struct holder){
		.inode = record->inode,
		.process = process & INT32_MAX,
		.fd = record->fd,
		.next = h->len & INT32_MAX,
		.is_last = true,
	};
	h->len++;
	return 0;
}

int holders_add(struct holders *h, const struct owner_record *record)
{
	int r = append(h, record);

	return r < 0 ? r : index_rest(h);
}

static int collect(struct holders *h, const struct owner_source_ops *source, int proc_fd,
		   const struct owner_scope *scope, const struct map *inodes,
		   struct owner_gaps *gaps)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	struct owner_source *from = NULL;
	struct owner_record record;

	int r = source->begin(proc_fd, scope, &from);
	if (r < 0)
		return r;
	while ((r = source->next(from, &record)) > 0) {
		if (inodes && map_get(inodes, record.inode) == MAP_NONE)
			continue;
		r = append(h, &record);
		if (r < 0)
			break;
	}
	source->end(from, gaps);
	return r;
}

int holders_collect(struct holders *h, const struct owner_source_ops *source, int proc_fd,
		    const struct owner_scope *scope, const struct map *inodes,
		    struct owner_gaps *gaps)
{
	const struct owner_gaps gaps_before = *gaps;
	const size_t before = h->len;

	int r = collect(h, source, proc_fd, scope, inodes, gaps);
	/* several that look at once take several descriptors */
	if (proc_lacks_descriptors(r)) {
		struct owner_scope alone = scope ? *scope : (struct owner_scope){ 0 };

		alone.is_alone = true;
		h->len = before;
		*gaps = gaps_before;
		r = collect(h, source, proc_fd, &alone, inodes, gaps);
	}
	/* where that fails there are those at least that came before */
	const int indexed = index_rest(h);
	return r < 0 ? r : indexed;
}

const struct holder *holders_first_of_all(const struct holders *h, uint64_t inode)
{
	return first_of_all(h, inode);
}

const struct holder *holders_next_of_all(const struct holders *h,
					 const struct holder *holder)
{
	return next_of_all(h, holder);
}

const struct holder *holders_first(const struct holders *h, uint64_t inode)
{
	const struct holder *first = first_of_all(h, inode);

	return first && first->is_hidden ? holders_next(h, first) : first;
}

const struct holder *holders_next(const struct holders *h, const struct holder *holder)
{
	do
		holder = next_of_all(h, holder);
	while (holder && holder->is_hidden);
	return holder;
}

const struct holder *holders_next_at_all(const struct holders *h,
					 const struct holder *holder)
{
	const size_t at = holder ? (size_t)(holder - h->all) + 1 : 0;

	return at < h->len ? &h->all[at] : NULL;
}

const struct process *holders_process(const struct holders *h,
				      const struct holder *holder)
{
	return h->processes.all[holder->process];
}

bool holders_flags(const struct holders *h, const struct holder *holder, uint32_t *ret)
{
	const size_t at = (size_t)(holder - h->all);

	if (at >= h->flags_len || !(h->flags[at] & HAS_FLAGS))
		return false;
	*ret = (uint32_t)h->flags[at];
	return true;
}

static int read_flags(struct holders *h, const struct holder *holder, int proc_fd)
{
	const struct process *process = holders_process(h, holder);
	uint32_t flags = 0;

	if (holders_flags(h, holder, &flags))
		return 0;

	int r = grow(&h->flags, &h->flags_cap, h->len, sizeof(*h->flags));
	if (r < 0)
		return r;
	while (h->flags_len < h->len)
		h->flags[h->flags_len++] = 0;
	r = proc_read_fd_flags(proc_fd, process->pid, holder->fd, &flags);
	/* of another file, if it was closed meanwhile and opened again */
	if (r == 0 &&
	    procdir_has_socket(proc_fd, process->pid, holder->fd, holder->inode))
		h->flags[holder - h->all] = HAS_FLAGS | flags;
	return proc_is_exhausted(r) ? r : 0;
}

static int mark(struct holders *h, struct process *process)
{
	if (process->is_marked || process->is_read)
		return 0;
	int r = grow(&h->marked, &h->marked_cap, h->marked_len + 1,
		     sizeof(struct process *));
	if (r < 0)
		return r;
	process->is_marked = true;
	h->marked[h->marked_len++] = process;
	return 0;
}

int holders_mark(struct holders *h, uint64_t inode)
{
	int r = 0;

	for (const struct holder *o = first_of_all(h, inode); r == 0 && o;
	     o = next_of_all(h, o))
		r = mark(h, h->processes.all[o->process]);
	return r;
}

int holders_read_marked(struct holders *h, int proc_fd,
			const struct process_wanted *wanted)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	int r = readers_read(h->readers, h->marked, h->marked_len, proc_fd,
			     &h->processes.since, wanted);

	h->marked_len = 0;
	return r;
}

/* Whether a process, by its directory, holds the socket by one of the fds that were told of it. */
static bool still_holds(const struct holders *h, uint64_t inode, uint32_t process,
			int dir_fd)
{
	bool (*const has_socket)(int, uint32_t, uint32_t, uint64_t) =
		h->processes.all[process]->has_tables ? procdir_has_threads_socket
						      : procdir_has_socket;
	const struct holder *o = first_of_all(h, inode);

	while (o &&
	       (o->process != process || !has_socket(dir_fd, PROC_HERE, o->fd, inode)))
		o = next_of_all(h, o);
	return o;
}

/* Opens the directory of a process that is known to hold the socket now, be it the one that a
 * source told of or a later one. 1: it is open, 0: there is none, <0: error. */
static int open_holder(const struct holders *h, const struct holder *holder, int proc_fd,
		       int *ret_fd)
{
	const struct process *process = holders_process(h, holder);
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(proc_fd, process->pid, &dir_fd);
	if (r < 0 || !still_holds(h, holder->inode, holder->process, dir_fd))
		return proc_is_exhausted(r) ? r : 0;
	*ret_fd = take_fd(&dir_fd);
	return 1;
}

/* Finds out whether a young process is the one that was seen to hold the socket. */
static int settle(struct holders *h, const struct holder *holder, int proc_fd,
		  const struct process_wanted *wanted)
{
	const uint32_t at = holder->process;
	struct process *process = h->processes.all[at];
	_cleanup_close_ int dir_fd = -1;
	uint32_t shown = at;

	int r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		r = readers_read_young(h->readers, process, dir_fd, wanted);
	if (r == 0)
		r = processes_stranger(&h->processes, process, wanted, &shown);
	if (r < 0)
		return r;
	for (struct holder *o = first_of_all(h, holder->inode); o;
	     o = next_of_all(h, o)) {
		if (o->process != at)
			continue;
		o->process = shown & INT32_MAX;
		o->is_settled = true;
	}
	return 0;
}

/* Whether the process of a holder is selected: looked up once if it had its number all the time,
 * else for each socket. */
static int decide(const struct holders *h, const struct holder *holder, int proc_fd,
		  const struct process_select *select, bool *ret)
{
	struct process *process = h->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;
	int r = 0;

	*ret = process->selected == SELECTED_YES;
	if (*ret || process->selected == SELECTED_NO)
		return 0;
	/* without, hidepid hides it */
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	if (process->selected == SELECTED_UNKNOWN) {
		r = process_select_decide(select, proc_fd, process->pid, ret);
		if (r < 0)
			return r;
		process->selected = *ret ? SELECTED_YES : SELECTED_NO;
		if (since_is_older(&h->processes.since, proc_fd, process->pid) > 0)
			return 0;
		process->selected = SELECTED_YOUNG;
	}
	r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		return process_select_decide_this(select, dir_fd, process->pid, ret);
	return r ? r
		 : process_select_decide_named(select, process->pid, process->task_name,
					       ret);
}

static int look_up(struct holders *h, struct holder *holder, int proc_fd,
		   const struct process_select *select)
{
	bool is_wanted = false;

	if (holder->is_looked_up)
		return 0;
	int r = decide(h, holder, proc_fd, select, &is_wanted);
	if (proc_is_exhausted(r))
		return r;
	/* what it denies was counted when it was looked into */
	holder->is_hidden = r < 0 || !is_wanted;
	holder->is_looked_up = true;
	return 0;
}

int holders_select(struct holders *h, uint64_t inode, int proc_fd,
		   const struct process_select *select)
{
	int r = 0;

	for (struct holder *o = first_of_all(h, inode); r == 0 && o;
	     o = next_of_all(h, o))
		r = look_up(h, o, proc_fd, select);
	return r;
}

static int describe(struct holders *h, const struct holder *holder, int proc_fd,
		    const struct process_wanted *wanted)
{
	struct process *process = h->processes.all[holder->process];
	int r = process->is_read ? 0
				 : readers_read(h->readers, &process, 1, proc_fd,
						&h->processes.since, wanted);

	if (r == 0 && process->is_young && !holder->is_settled)
		r = settle(h, holder, proc_fd, wanted);
	if (r == 0 && wanted->fd_flags)
		r = read_flags(h, holder, proc_fd);
	return r;
}

int holders_describe(struct holders *h, uint64_t inode, int proc_fd,
		     const struct process_wanted *wanted)
{
	int r = 0;

	for (const struct holder *o = first_of_all(h, inode); r == 0 && o;
	     o = next_of_all(h, o))
		r = describe(h, o, proc_fd, wanted);
	return r;
}

int holders_read_all(struct holders *h, int proc_fd, const struct process_wanted *wanted,
		     const struct process_select *select)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	bool has_more = wanted->fd_flags;
	int r = 0;

	for (size_t i = 0; r == 0 && select && i < h->len; i++)
		r = look_up(h, &h->all[i], proc_fd, select);
	for (size_t i = 0; r == 0 && i < h->processes.len; i++)
		r = mark(h, h->processes.all[i]);
	if (r == 0)
		r = holders_read_marked(h, proc_fd, wanted);
	for (size_t i = 0; i < h->processes.len; i++)
		has_more |= h->processes.all[i]->is_young;
	for (size_t i = 0; r == 0 && has_more && i < h->len; i++)
		r = describe(h, &h->all[i], proc_fd, wanted);
	return r;
}

const struct why *holders_why(const struct holders *h)
{
	return &h->why;
}

void holders_set_why(struct holders *h, const struct why *why)
{
	h->why = *why;
}
