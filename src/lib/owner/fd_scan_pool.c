/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan_pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "fd_scan.h"
#include "kernel/thread.h"
#include "util/cleanup.h"
#include "util/deadline.h"

enum {
	WORKERS_MAX = 4,
	/* how many processes they may be ahead of the one that is being told of */
	WINDOW = 256,
	FINDS_MAX = 253,
	/* how many chunks may wait to be told, and how many more of the process whose turn it
	 * is, on which all others wait */
	CHUNKS_MAX = 256,
	CHUNKS_SPARE = 8,
};

struct find {
	uint64_t inode;
	uint32_t fd;
	bool is_threads;
};

/* One page. */
struct chunk {
	struct chunk *next;
	struct proc_image image; /* of the process */
	size_t len;
	struct find finds[FINDS_MAX];
};

/* A process, and what was found of it that has not been told yet. */
struct turn {
	uint32_t pid;
	int r; /* 1 as long as a worker is at it, then as fd_scan_next left it */
	struct chunk *first, *last;
	struct owner_gaps gaps;
};

struct worker {
	struct fd_scan_pool *crew;
	pthread_t thread;
	struct fd_scan walker;
};

struct fd_scan_pool {
	fd_scan_pool_next_pid *next_pid;
	void *arg;
	struct worker *workers[WORKERS_MAX];
	size_t workers_len;
	atomic_bool is_over; /* nobody listens any more */

	/* of the one that is told */
	struct chunk *chunk;
	size_t pos;
	uint32_t pid;
	struct owner_gaps gaps;

	/* the lock is for what follows */
	pthread_mutex_t lock;
	pthread_cond_t is_told; /* there may be something of the first turn */
	pthread_cond_t is_room; /* for a turn, or a chunk */
	bool is_listening; /* waits for the one, */
	size_t waiting; /* as many workers for the other */
	bool is_last; /* there are no more processes */
	int late; /* which the deadline has ended, by this error; 0: it did not */
	size_t first, end;
	size_t chunks;
	struct turn turns[WINDOW];
};

static struct turn *turn_at(struct fd_scan_pool *c, size_t i)
{
	return &c->turns[i % WINDOW];
}

static void tell(struct fd_scan_pool *c)
{
	if (c->is_listening)
		pthread_cond_signal(&c->is_told);
}

static void make_room(struct fd_scan_pool *c)
{
	if (c->waiting)
		pthread_cond_broadcast(&c->is_room);
}

static void wait_for_room(struct fd_scan_pool *c)
{
	c->waiting++;
	pthread_cond_wait(&c->is_room, &c->lock);
	c->waiting--;
}

/* The next process, in its turn; NULL: there is no more to do. */
static struct turn *take_turn(struct fd_scan_pool *c)
{
	struct turn *turn = NULL;
	uint32_t pid = 0;

	pthread_mutex_lock(&c->lock);
	while (!c->is_last && !c->is_over && c->end - c->first == WINDOW)
		wait_for_room(c);
	if (!c->is_last && !c->is_over) {
		const int r = c->next_pid(c->arg, &pid);

		c->is_last = r <= 0;
		if (r != 0) {
			turn = turn_at(c, c->end++);
			*turn = (struct turn){ .pid = pid, .r = r };
		}
		if (c->is_last) {
			turn = NULL;
			tell(c);
			make_room(c);
		}
	}
	pthread_mutex_unlock(&c->lock);
	return turn;
}

static bool has_room(struct fd_scan_pool *c, const struct turn *turn)
{
	const bool is_first = turn == turn_at(c, c->first);

	return c->chunks < CHUNKS_MAX + (is_first ? CHUNKS_SPARE : 0);
}

static int new_chunk(struct fd_scan_pool *c, const struct turn *turn, struct chunk **ret)
{
	_cleanup_free_ struct chunk *chunk = malloc(sizeof(*chunk));
	if (!chunk)
		return -ENOMEM;

	chunk->next = NULL;
	chunk->len = 0;
	pthread_mutex_lock(&c->lock);
	while (!c->is_over && !has_room(c, turn))
		wait_for_room(c);
	c->chunks++;
	pthread_mutex_unlock(&c->lock);
	*ret = TAKE(chunk);
	return 0;
}

/* chunk may be NULL. */
static void hand_on(struct fd_scan_pool *c, struct turn *turn, struct chunk *chunk)
{
	pthread_mutex_lock(&c->lock);
	if (chunk && turn->last)
		turn->last->next = chunk;
	else if (chunk)
		turn->first = chunk;
	if (chunk)
		turn->last = chunk;
	if (turn == turn_at(c, c->first))
		tell(c);
	pthread_mutex_unlock(&c->lock);
}

/* What was found before the deadline is told. */
static void end_turn(struct fd_scan_pool *c, struct turn *turn, struct fd_scan *w, int r)
{
	pthread_mutex_lock(&c->lock);
	turn->r = deadline_is(r) ? 0 : r;
	if (deadline_is(r)) {
		c->late = r;
		c->is_last = true;
		make_room(c);
	}
	turn->gaps = w->gaps;
	w->gaps = (struct owner_gaps){ 0 };
	if (turn == turn_at(c, c->first))
		tell(c);
	pthread_mutex_unlock(&c->lock);
}

static int look_through(struct fd_scan_pool *c, struct fd_scan *w, struct turn *turn)
{
	struct chunk *chunk = NULL;
	struct owner_record record;
	int r = fd_scan_begin(w, turn->pid);

	while (r >= 0 && (r = fd_scan_next(w, &record)) > 0 && !c->is_over) {
		if (r != FD_SCAN_SOCKET)
			continue;
		if (!chunk) {
			r = new_chunk(c, turn, &chunk);
			if (r < 0)
				break;
			chunk->image = record.image;
		}
		chunk->finds[chunk->len++] = (struct find){
			.inode = record.inode,
			.fd = record.fd,
			.is_threads = record.is_threads,
		};
		if (chunk->len == FINDS_MAX)
			hand_on(c, turn, TAKE(chunk));
	}
	if (chunk)
		hand_on(c, turn, chunk);
	return r < 0 ? r : 0;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct fd_scan_pool *c = worker->crew;
	struct turn *turn = NULL;

	while ((turn = take_turn(c)))
		end_turn(c, turn, &worker->walker,
			 look_through(c, &worker->walker, turn));
	return NULL;
}

static int start_worker(struct fd_scan_pool *c, int proc_fd,
			const struct owner_scope *scope)
{
	_cleanup_free_ struct worker *worker = malloc(sizeof(*worker));
	if (!worker)
		return -ENOMEM;

	worker->crew = c;
	fd_scan_init(&worker->walker, proc_fd, scope);
	int r = thread_start(&worker->thread, work, worker);
	if (r < 0)
		return r;
	c->workers[c->workers_len++] = TAKE(worker);
	return 0;
}

size_t fd_scan_pool_size(void)
{
	return thread_count(WORKERS_MAX);
}

int fd_scan_pool_start(size_t workers, int proc_fd, const struct owner_scope *scope,
		       fd_scan_pool_next_pid *next_pid, void *arg,
		       struct fd_scan_pool **ret)
{
	_cleanup_free_ struct fd_scan_pool *c = calloc(1, sizeof(*c));
	if (!c)
		return -EAGAIN;

	c->next_pid = next_pid;
	c->arg = arg;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->is_told, NULL);
	pthread_cond_init(&c->is_room, NULL);
	while (c->workers_len < workers && c->workers_len < WORKERS_MAX &&
	       start_worker(c, proc_fd, scope) == 0)
		;
	if (!c->workers_len)
		return -EAGAIN;
	*ret = TAKE(c);
	return 0;
}

/* Waits for what comes next. 1: the chunk is set, 0: no more, <0: error. */
static int next_chunk(struct fd_scan_pool *c)
{
	int r = 1;

	pthread_mutex_lock(&c->lock);
	while (!c->chunk && (c->first != c->end || !c->is_last)) {
		struct turn *turn = turn_at(c, c->first);

		if (c->first == c->end || (!turn->first && turn->r > 0)) {
			c->is_listening = true;
			pthread_cond_wait(&c->is_told, &c->lock);
			c->is_listening = false;
		} else if (turn->first) {
			c->chunk = turn->first;
			c->pos = 0;
			c->pid = turn->pid;
			turn->first = turn->first->next;
			if (!turn->first)
				turn->last = NULL;
			c->chunks--;
			make_room(c);
		} else if (turn->r < 0) {
			r = turn->r;
			break;
		} else {
			c->gaps.denied += turn->gaps.denied;
			c->gaps.selected_denied += turn->gaps.selected_denied;
			c->gaps.unfollowed += turn->gaps.unfollowed;
			c->first++;
			make_room(c);
		}
	}
	pthread_mutex_unlock(&c->lock);
	return r < 0 ? r : c->chunk != NULL;
}

int fd_scan_pool_next(struct fd_scan_pool *c, struct owner_record *ret)
{
	if (c->chunk && c->pos == c->chunk->len) {
		free(c->chunk);
		c->chunk = NULL;
	}
	if (!c->chunk) {
		const int r = next_chunk(c);

		if (r <= 0)
			return r < 0 ? r : c->late;
	}

	const struct find *find = &c->chunk->finds[c->pos++];
	*ret = (struct owner_record){
		.inode = find->inode,
		.pid = c->pid,
		.fd = find->fd,
		.is_threads = find->is_threads,
		.image = c->chunk->image,
	};
	return 1;
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

void fd_scan_pool_end(struct fd_scan_pool *c, struct owner_gaps *gaps)
{
	if (!c)
		return;

	pthread_mutex_lock(&c->lock);
	c->is_over = true;
	make_room(c);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->workers_len; i++) {
		pthread_join(c->workers[i]->thread, NULL);
		fd_scan_release(&c->workers[i]->walker);
		free(c->workers[i]);
	}

	gaps->denied += c->gaps.denied;
	gaps->selected_denied += c->gaps.selected_denied;
	gaps->unfollowed += c->gaps.unfollowed;
	while (c->first != c->end)
		free_chunks(turn_at(c, c->first++)->first);
	free_chunks(c->chunk);
	pthread_cond_destroy(&c->is_room);
	pthread_cond_destroy(&c->is_told);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
