/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_index.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "owner_index_inside.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

enum { SLOTS_MIN = 64, AHEAD = 16 };

int owner_index_new(struct owner_index **ret)
{
	struct owner_index *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	listing_start_now(&h->processes.since);
	*ret = h;
	return 0;
}

struct owner_index *owner_index_free(struct owner_index *h)
{
	if (!h)
		return NULL;
	free(h->slots);
	map_release(&h->by_all);
	free(h->all);
	free(h->flags);
	free(h->marked);
	processes_release(&h->processes);
	free(h);
	return NULL;
}

void owner_index_set_listing_start(struct owner_index *h,
				   const struct listing_start *since)
{
	h->processes.since = *since;
	h->has_since = true;
}

void owner_index_set_context(struct owner_index *h, const struct context *context)
{
	h->context = context;
	h->processes.cannot_be_hidden = context_sees_all(context);
}

void owner_index_set_deadline(struct owner_index *h, const struct deadline *deadline)
{
	h->deadline = deadline;
}

void owner_index_set_cmdline_reader(struct owner_index *h, struct cmdline_reader *readers)
{
	h->readers = readers;
}

static uint64_t hash_of(const struct owner_index *h, uint64_t inode)
{
	return map_mix(inode ^ h->seed);
}

/* The slot of an inode, or the free one where it belongs. */
static struct slot *find(const struct owner_index *h, uint64_t inode)
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

void owner_index_prefetch(const struct owner_index *h, uint64_t inode)
{
	if (h->slots_cap)
		__builtin_prefetch(&h->slots[hash_of(h, inode) & (h->slots_cap - 1)]);
}

/* Room for all holders there are, at once. */
static int widen(struct owner_index *h)
{
	struct owner_index wider = *h;

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

struct holder *owner_index_inside_first(const struct owner_index *h, uint64_t inode)
{
	/* 0 is the inode of sockets that no fd stands for */
	const uint32_t last = inode && h->slots_cap ? find(h, inode)->last_plus_1 : 0;

	return last ? &h->all[h->all[last - 1].next] : NULL;
}

struct holder *owner_index_inside_next(const struct owner_index *h,
				       const struct holder *holder)
{
	return holder->is_last ? NULL : &h->all[holder->next];
}

static bool are_same(const struct holder *a, const struct holder *b)
{
	return a->inode == b->inode && a->process == b->process && a->fd == b->fd &&
	       a->held_by == b->held_by;
}

/* Whether the process is a holder of this socket by this fd; one by one. */
static bool has_holder(const struct owner_index *h, const struct holder *wanted)
{
	const struct holder *o = owner_index_inside_first(h, wanted->inode);

	while (o && !are_same(o, wanted))
		o = owner_index_inside_next(h, o);
	return o;
}

/* The same of one with tables, and notes that it is: it may hold a socket by as many fds as it may
 * have, in the table of each thread. 1: it is, 0: not yet. -ENOMEM. */
static int note_holder(struct owner_index *h, size_t at)
{
	const struct holder *added = &h->all[at];
	const uint64_t hash = map_mix(hash_of(h, added->inode) +
				      ((uint64_t)added->process << 32 | added->fd));
	const uint32_t same = map_get(&h->by_all, hash);

	if (same != MAP_NONE && are_same(&h->all[same], added))
		return 1;
	/* others have that hash, or some came before the first of another table */
	if ((same != MAP_NONE || h->processes.all[added->process]->had_one_table) &&
	    has_holder(h, added))
		return 1;
	return map_set(&h->by_all, hash, (uint32_t)at);
}

static int index_one(struct owner_index *h, size_t at)
{
	const bool has_tables = h->processes.all[h->all[at].process]->has_tables;
	const int is_known = has_tables ? note_holder(h, at) : 0;

	if (is_known)
		return is_known < 0 ? is_known : 0;
	struct holder *added = &h->all[at];
	struct slot *slot = find(h, added->inode);

	if (slot->last_plus_1) {
		struct holder *last = &h->all[slot->last_plus_1 - 1];

		added->next = last->next;
		last->next = at & INT32_MAX;
		last->is_last = false;
	}
	slot->tag = hash_of(h, added->inode) >> 32;
	slot->last_plus_1 = (uint32_t)at + 1;
	return 0;
}

/* Takes all into the index that are not in it yet. */
static int index_rest(struct owner_index *h)
{
	int r = widen(h);

	if (r < 0)
		return r;
	for (; r == 0 && h->indexed < h->len; h->indexed += r == 0) {
		if (h->len - h->indexed > AHEAD)
			owner_index_prefetch(h, h->all[h->indexed + AHEAD].inode);
		r = index_one(h, h->indexed);
	}
	return r;
}

/* The first descriptor that does not outlive the program shows as long as it is there that the
 * process runs it. */
static void note_proof(struct process *p, const struct owner_record *record)
{
	if (record->on_exec != ON_EXEC_CLOSED || p->proof_inode)
		return;
	p->proof_inode = record->inode;
	p->proof_fd = record->fd;
}

/* Of a socket that is not asked for no more is wanted than what it shows of its process. */
static int pass_over(struct owner_index *h, const struct owner_record *record)
{
	uint32_t process = 0;

	if (record->on_exec != ON_EXEC_CLOSED)
		return 0;
	int r = processes_add(&h->processes, record->pid, &process);
	if (r == 0)
		note_proof(h->processes.all[process], record);
	return r;
}

static int append(struct owner_index *h, const struct owner_record *record,
		  enum held_by held_by)
{
	const size_t known = h->processes.len;
	uint32_t process = 0;

	if (h->len == OWNER_INDEX_MAX)
		return -E2BIG;
	int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
	if (r == 0)
		r = processes_add(&h->processes, record->pid, &process);
	if (r < 0)
		return r;

	struct process *p = h->processes.all[process];

	p->had_one_table |=
		record->is_threads && !p->has_tables && process < known && h->indexed;
	p->has_tables |= record->is_threads;
	/* the table of a thread may end with it */
	if (record->is_threads ||
	    (record->on_exec == ON_EXEC_UNKNOWN && !record->image.program))
		p->needs_each = true;
	note_proof(p, record);
	if (record->image.program)
		p->image = record->image;
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
		.held_by = held_by & 3U,
	};
	h->len++;
	return 0;
}

int owner_index_add(struct owner_index *h, const struct owner_record *record)
{
	return owner_index_add_by(h, record, HELD_BY_FD);
}

int owner_index_add_by(struct owner_index *h, const struct owner_record *record,
		       enum held_by held_by)
{
	int r = append(h, record, held_by);

	return r < 0 ? r : index_rest(h);
}

static int collect(struct owner_index *h, const struct owner_source_ops *source,
		   int proc_fd, const struct owner_scope *scope, const struct map *inodes,
		   struct owner_gaps *gaps)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(scope ? scope->context : NULL);
	struct owner_source *from = NULL;
	struct owner_record record;

	int r = source->begin(proc_fd, scope, &from);
	if (r < 0)
		return r;
	while ((r = source->next(from, &record)) > 0) {
		r = inodes && map_get(inodes, record.inode) == MAP_NONE
			    ? pass_over(h, &record)
			    : append(h, &record, HELD_BY_FD);
		if (r < 0)
			break;
	}
	source->end(from, gaps);
	/* what is known by then is known */
	if (r == -ETIMEDOUT) {
		gaps->is_late = true;
		r = 0;
	}
	return r;
}

/* The rest of a collection that has failed. */
static void forget_from(struct owner_index *h, size_t len)
{
	h->len = len;
	map_release(&h->by_all);
}

int owner_index_collect(struct owner_index *h, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps)
{
	const struct owner_gaps gaps_before = *gaps;
	const size_t before = h->len;

	/* the later that is, the fewer processes are young */
	if (!before && !h->has_since)
		listing_start_now(&h->processes.since);
	int r = collect(h, source, proc_fd, scope, inodes, gaps);
	/* several that look at once take several descriptors */
	if (proc_lacks_descriptors(r)) {
		struct owner_scope alone = scope ? *scope : (struct owner_scope){ 0 };

		alone.is_alone = true;
		forget_from(h, before);
		*gaps = gaps_before;
		r = collect(h, source, proc_fd, &alone, inodes, gaps);
	}
	/* it may be tried again */
	if (proc_lacks_descriptors(r))
		forget_from(h, before);
	/* where that fails there are those at least that came before */
	const int indexed = index_rest(h);
	return r < 0 ? r : indexed;
}

/* The holder, or the next one that is one still; NULL: there is none. */
static const struct holder *skip_gone(const struct owner_index *h,
				      const struct holder *holder)
{
	while (holder &&
	       (holder->is_dropped || h->processes.all[holder->process]->is_gone))
		holder = owner_index_inside_next(h, holder);
	return holder;
}

bool owner_index_was_held(const struct owner_index *h, uint64_t inode)
{
	return owner_index_inside_first(h, inode);
}

const struct holder *owner_index_first_of_all(const struct owner_index *h, uint64_t inode)
{
	return skip_gone(h, owner_index_inside_first(h, inode));
}

const struct holder *owner_index_next_of_all(const struct owner_index *h,
					     const struct holder *holder)
{
	return skip_gone(h, owner_index_inside_next(h, holder));
}

const struct holder *owner_index_next_at_all(const struct owner_index *h,
					     const struct holder *holder)
{
	const size_t at = holder ? (size_t)(holder - h->all) + 1 : 0;

	return at < h->len ? &h->all[at] : NULL;
}

const struct holder *owner_index_first(const struct owner_index *h, uint64_t inode)
{
	const struct holder *first = owner_index_first_of_all(h, inode);

	return first && first->is_hidden ? owner_index_next(h, first) : first;
}

const struct holder *owner_index_next(const struct owner_index *h,
				      const struct holder *holder)
{
	do
		holder = owner_index_next_of_all(h, holder);
	while (holder && holder->is_hidden);
	return holder;
}

const struct process *owner_index_process(const struct owner_index *h,
					  const struct holder *holder)
{
	return h->processes.all[holder->process];
}

const char *owner_index_means(const struct holder *holder)
{
	static const char *const words[] = {
		[HELD_BY_FD] = NULL,
		[HELD_BY_MAPPING] = "mapped",
		[HELD_BY_RING] = "io_uring",
	};
	_Static_assert(ARRAY_SIZE(words) == HELD_BY_MAX_, "a means lacks its word");

	return holder->held_by < ARRAY_SIZE(words) ? words[holder->held_by] : NULL;
}

const struct no_owner_reason *owner_index_no_owner_reason(const struct owner_index *h)
{
	return &h->why;
}

void owner_index_set_no_owner_reason(struct owner_index *h,
				     const struct no_owner_reason *why)
{
	h->why = *why;
}
