/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_index.h"

#include <string.h>
#include <sys/random.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "netns/container_lookup.h"
#include "owner_index_inside.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum { SLOTS_MIN = 64, AHEAD = 16 };

int owner_index_new(struct owner_index **ret)
{
	struct owner_index *index = calloc(1, sizeof(*index));
	if (!index)
		return -ENOMEM;
	listing_start_now(&index->processes.start);
	*ret = index;
	return 0;
}

struct owner_index *owner_index_free(struct owner_index *index)
{
	if (!index)
		return NULL;
	free(index->slots);
	map_release(&index->by_all);
	free(index->all);
	free(index->flags);
	free(index->marked);
	processes_release(&index->processes);
	container_lookup_free(index->containers);
	free(index);
	return NULL;
}

void owner_index_set_listing_start(struct owner_index *index,
				   const struct listing_start *start)
{
	index->processes.start = *start;
	index->has_start = true;
}

void owner_index_set_context(struct owner_index *index, const struct context *context,
			     struct cmdline_reader *reader,
			     const struct deadline *deadline)
{
	index->context = context;
	index->processes.cannot_be_hidden = context_sees_all(context);
	index->reader = reader;
	index->deadline = deadline;
}

static uint64_t hash_of(const struct owner_index *index, uint64_t inode)
{
	return map_mix(inode ^ index->seed);
}

/* Returns the slot of this inode in the hash table of holders, or the free slot in which
 * this inode is to be stored. */
static struct slot *find_slot(const struct owner_index *index, uint64_t inode)
{
	const uint64_t hash = hash_of(index, inode);
	const uint32_t tag = hash >> 32;
	size_t i = hash & (index->slots_cap - 1);

	while (index->slots[i].last_plus_1 &&
	       (index->slots[i].tag != tag ||
		index->all[index->slots[i].last_plus_1 - 1].inode != inode))
		i = (i + 1) & (index->slots_cap - 1);
	return &index->slots[i];
}

void owner_index_prefetch(const struct owner_index *index, uint64_t inode)
{
	if (index->slots_cap)
		__builtin_prefetch(
			&index->slots[hash_of(index, inode) & (index->slots_cap - 1)]);
}

/* Makes the hash table of holders large enough for all holders in index->all, including
 * holders that are not yet in the hash table. Returns 0 or -ENOMEM. */
static int grow_slots(struct owner_index *index)
{
	struct owner_index wider = *index;

	if (index->len <= index->slots_cap / 2)
		return 0;
	/* The seed of the hash is 0 if the kernel lacks entropy, which may happen early
	 * at boot. */
	if (!index->slots_cap &&
	    getrandom(&wider.seed, sizeof(wider.seed), GRND_NONBLOCK) < 0)
		wider.seed = 0;
	if (!wider.slots_cap)
		wider.slots_cap = SLOTS_MIN;
	while (index->len > wider.slots_cap / 2)
		wider.slots_cap *= 2;
	wider.slots = calloc(wider.slots_cap, sizeof(*wider.slots));
	if (!wider.slots)
		return -ENOMEM;
	for (size_t i = 0; i < index->slots_cap; i++)
		if (index->slots[i].last_plus_1)
			*find_slot(&wider,
				   index->all[index->slots[i].last_plus_1 - 1].inode) =
				index->slots[i];
	free(index->slots);
	*index = wider;
	return 0;
}

struct holder *owner_index_inside_first(const struct owner_index *index, uint64_t inode)
{
	/* Inode 0 stands for a socket without a file, which no process holds. */
	const uint32_t last =
		inode && index->slots_cap ? find_slot(index, inode)->last_plus_1 : 0;

	return last ? &index->all[index->all[last - 1].next] : NULL;
}

struct holder *owner_index_inside_next(const struct owner_index *index,
				       const struct holder *holder)
{
	return holder->is_last ? NULL : &index->all[holder->next];
}

static bool are_same(const struct holder *a, const struct holder *b)
{
	return a->inode == b->inode && a->process == b->process && a->fd == b->fd &&
	       a->held_by == b->held_by;
}

/* Returns whether the index has a holder equal to `wanted`, by comparing `wanted` with
 * all holders of its socket. */
static bool has_same_holder(const struct owner_index *index, const struct holder *wanted)
{
	const struct holder *o = owner_index_inside_first(index, wanted->inode);

	while (o && !are_same(o, wanted))
		o = owner_index_inside_next(index, o);
	return o;
}

/* Returns 1 if a holder equal to index->all[at] is already in the hash table of holders;
 * otherwise adds index->all[at] to the map by_all, and returns 0 or -ENOMEM. The map
 * makes the search for an equal holder fast. Comparing all holders of the socket one by
 * one would take too long, because a process with several descriptor tables can hold a
 * socket by very many descriptors. */
static int index_distinct_holder(struct owner_index *index, size_t at)
{
	const struct holder *added = &index->all[at];
	const uint64_t hash = map_mix(hash_of(index, added->inode) +
				      ((uint64_t)added->process << 32 | added->fd));
	const uint32_t same = map_get(&index->by_all, hash);

	if (same != MAP_NONE && are_same(&index->all[same], added))
		return 1;
	/* The map by_all may lack a holder that is equal to `added`, for two reasons. Of
	 * several holders with an equal hash, the map has only one. Holders that were
	 * indexed while only one descriptor table of the process was known are not in the
	 * map. */
	if ((same != MAP_NONE || index->processes.all[added->process]->had_one_table) &&
	    has_same_holder(index, added))
		return 1;
	return map_set(&index->by_all, hash, (uint32_t)at);
}

static int index_holder(struct owner_index *index, size_t at)
{
	const bool has_tables = index->processes.all[index->all[at].process]->has_tables;
	const int is_known = has_tables ? index_distinct_holder(index, at) : 0;

	if (is_known)
		return is_known < 0 ? is_known : 0;
	struct holder *added = &index->all[at];
	struct slot *slot = find_slot(index, added->inode);

	if (slot->last_plus_1) {
		struct holder *last = &index->all[slot->last_plus_1 - 1];

		added->next = last->next;
		last->next = at & INT32_MAX;
		last->is_last = false;
	}
	slot->tag = hash_of(index, added->inode) >> 32;
	slot->last_plus_1 = (uint32_t)at + 1;
	return 0;
}

/* Adds to the hash table of holders all holders in index->all that are not in the hash
 * table yet. Returns 0 or -ENOMEM. */
static int index_new_holders(struct owner_index *index)
{
	int r = grow_slots(index);

	if (r < 0)
		return r;
	for (; r == 0 && index->indexed < index->len; index->indexed += r == 0) {
		if (index->len - index->indexed > AHEAD)
			owner_index_prefetch(index,
					     index->all[index->indexed + AHEAD].inode);
		r = index_holder(index, index->indexed);
	}
	return r;
}

/* Appends to index->all a holder: the process, the socket and the descriptor in `record`.
 * index_new_holders later adds the holder to the hash table of holders. If is_wanted is
 * false, no holder is appended; `record` is then only used as a possible proof of which
 * program the process runs. Returns 0, -E2BIG or -ENOMEM. */
static int append_holder(struct owner_index *index, const struct owner_record *record,
			 bool is_wanted)
{
	const size_t known = index->processes.len;
	uint32_t process = 0;

	if (!is_wanted && record->on_exec != ON_EXEC_CLOSED)
		return 0;
	if (index->len == OWNER_INDEX_MAX)
		return -E2BIG;
	int r = grow(&index->all, &index->cap, index->len + 1, sizeof(*index->all));
	if (r == 0)
		r = processes_add(&index->processes, record->pid, &process);
	if (r < 0)
		return r;

	struct process *p = index->processes.all[process];

	/* A close-on-exec descriptor is closed when its process executes another program.
	 * Therefore the first close-on-exec descriptor of the process is stored: while
	 * the process has this descriptor, the process runs the same program. */
	if (record->on_exec == ON_EXEC_CLOSED && !p->proof_inode) {
		p->proof_inode = record->inode;
		p->proof_fd = record->fd;
	}
	if (!is_wanted)
		return 0;
	p->had_one_table |=
		record->is_threads && !p->has_tables && process < known && index->indexed;
	p->has_tables |= record->is_threads;
	/* A later check finds out, for each socket of this process, whether the process
	 * still holds the socket when it is shown. The check is needed if a socket is in
	 * the descriptor table of a thread, which may end before the process is read. The
	 * check is also needed if nothing in the record proves which program the process
	 * runs. */
	if (record->is_threads ||
	    (record->on_exec == ON_EXEC_UNKNOWN && !record->image.program))
		p->needs_each = true;
	if (record->image.program)
		p->image = record->image;
	if (record->comm && !*p->task_name)
		snprintf(p->task_name, sizeof(p->task_name), "%s", record->comm);
	else if (record->comm &&
		 strncmp(p->task_name, record->comm, sizeof(p->task_name) - 1) != 0)
		p->is_renamed = true;
	index->all[index->len] = (struct holder){
		.inode = record->inode,
		.process = process & INT32_MAX,
		.fd = record->fd,
		.next = index->len & INT32_MAX,
		.is_last = true,
		.held_by = record->held_by & 3U,
	};
	index->len++;
	return 0;
}

int owner_index_add(struct owner_index *index, const struct owner_record *record)
{
	int r = append_holder(index, record, true);

	return r < 0 ? r : index_new_holders(index);
}

static int collect_once(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(scope ? scope->context : NULL);
	struct owner_source *from = NULL;
	struct owner_record record;

	int r = owner_source_begin(&source, proc_fd, scope, &from);
	if (r < 0)
		return r;
	while ((r = source->next(from, &record)) > 0) {
		r = append_holder(index, &record,
				  !inodes || map_get(inodes, record.inode) != MAP_NONE);
		if (r < 0)
			break;
	}
	source->end(from, gaps);
	/* If the deadline has ended the search for owners, the holders that were found
	 * before the deadline are kept. */
	if (r == -ETIMEDOUT) {
		gaps->is_late = true;
		r = 0;
	}
	return r;
}

/* Removes all holders except the first `len` from the index, after collecting the removed
 * holders has failed. */
static void truncate_holders(struct owner_index *index, size_t len)
{
	index->len = len;
	map_release(&index->by_all);
}

int owner_index_collect(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps)
{
	const struct owner_gaps gaps_before = *gaps;
	const size_t before = index->len;

	/* The start of the listing is set as late as possible, because each process that
	 * starts after the listing has to be checked for a reused pid. */
	if (!before && !index->has_start)
		listing_start_now(&index->processes.start);
	int r = collect_once(index, source, proc_fd, scope, inodes, gaps);
	/* If file descriptors are lacking, the search for owners is repeated with a
	 * single thread, which needs fewer descriptors than several threads. */
	if (proc_lacks_descriptors(r)) {
		struct owner_scope alone = scope ? *scope : (struct owner_scope){ 0 };

		alone.is_alone = true;
		truncate_holders(index, before);
		*gaps = gaps_before;
		r = collect_once(index, source, proc_fd, &alone, inodes, gaps);
	}
	/* If file descriptors are lacking again, the holders found so far are removed,
	 * so that the caller can collect all holders again when more descriptors are
	 * free. */
	if (proc_lacks_descriptors(r))
		truncate_holders(index, before);
	/* Holders are added to the hash table even after an error, so that the holders
	 * found before the error can be looked up. */
	const int indexed = index_new_holders(index);
	return r < 0 ? r : indexed;
}

/* Returns the first holder, from `holder` on, of the socket of `holder` that was not
 * dropped by a failed check and whose process has not ended; NULL if there is no such
 * holder. */
static const struct holder *skip_ended_holders(const struct owner_index *index,
					       const struct holder *holder)
{
	while (holder &&
	       (holder->is_dropped || index->processes.all[holder->process]->is_gone))
		holder = owner_index_inside_next(index, holder);
	return holder;
}

bool owner_index_was_held(const struct owner_index *index, uint64_t inode)
{
	return owner_index_inside_first(index, inode);
}

const struct holder *owner_index_first_of_all(const struct owner_index *index,
					      uint64_t inode)
{
	return skip_ended_holders(index, owner_index_inside_first(index, inode));
}

const struct holder *owner_index_next_of_all(const struct owner_index *index,
					     const struct holder *holder)
{
	return skip_ended_holders(index, owner_index_inside_next(index, holder));
}

const struct holder *owner_index_next_at_all(const struct owner_index *index,
					     const struct holder *holder)
{
	const size_t at = holder ? (size_t)(holder - index->all) + 1 : 0;

	return at < index->len ? &index->all[at] : NULL;
}

const struct holder *owner_index_first(const struct owner_index *index, uint64_t inode)
{
	const struct holder *first = owner_index_first_of_all(index, inode);

	return first && first->is_hidden ? owner_index_next(index, first) : first;
}

const struct holder *owner_index_next(const struct owner_index *index,
				      const struct holder *holder)
{
	do
		holder = owner_index_next_of_all(index, holder);
	while (holder && holder->is_hidden);
	return holder;
}

const struct process *owner_index_process(const struct owner_index *index,
					  const struct holder *holder)
{
	return index->processes.all[holder->process];
}

const char *owner_index_means(const struct holder *holder)
{
	static const char *const words[HELD_BY_MAX_] = {
		[HELD_BY_MAPPING] = "mapped",
		[HELD_BY_RING] = "io_uring",
	};

	return holder->held_by < ARRAY_SIZE(words) ? words[holder->held_by] : NULL;
}

const struct no_owner_reason *owner_index_no_owner_reason(const struct owner_index *index)
{
	return &index->no_owner_reason;
}

void owner_index_set_no_owner_reason(struct owner_index *index,
				     const struct no_owner_reason *reason)
{
	index->no_owner_reason = *reason;
}
