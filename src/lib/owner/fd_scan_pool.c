/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan_pool.h"

#include <stdatomic.h>

#include "fd_scan.h"
#include "kernel/thread.h"
#include "util/cleanup.h"
#include "util/deadline.h"

enum {
	WORKERS_MAX = 4,
	/* Maximum number of processes in the queue of the pool. A process is in the queue
	 * from the beginning of its scan until all its sockets are reported. */
	QUEUE_MAX = 256,
	CHUNK_SOCKETS = 253,
	/* Maximum number of chunks (arrays of found sockets) that are being filled or
	 * wait to be reported. */
	CHUNKS_MAX = 256,
	/* Number of chunks (arrays of found sockets) that the first process of the queue
	 * may add beyond CHUNKS_MAX. The pool reports the sockets of the first process
	 * first; without spare chunks, chunks of later processes could block the scan of
	 * the first process. */
	CHUNKS_SPARE = 8,
};

struct found_socket {
	uint64_t inode;
	uint32_t fd;
	bool is_threads;
};

/* An array of sockets that were found in one process. A chunk fits into one page of
 * memory. */
struct chunk {
	struct chunk *next;
	struct proc_image image;
	size_t len;
	struct found_socket sockets[CHUNK_SOCKETS];
};

/* A process in the queue of the pool, with the found sockets of the process that are not
 * reported yet. */
struct queued_process {
	uint32_t pid;
	/* Result of scanning the process: 1 while a worker thread is scanning the
	 * process, then 0 or -errno. */
	int r;
	struct chunk *first, *last;
	struct owner_gaps gaps;
};

struct worker {
	struct fd_scan_pool *pool;
	pthread_t thread;
	struct fd_scan scan;
};

struct fd_scan_pool {
	fd_scan_pool_next_pid *next_pid;
	void *arg;
	struct worker workers[WORKERS_MAX];
	size_t workers_len;
	/* Whether the worker threads have to end, because fd_scan_pool_end was called. */
	atomic_bool is_cancelled;

	/* The chunk (array of found sockets) whose sockets are being reported; NULL while
	 * no chunk is being reported. */
	struct chunk *chunk;
	/* Index in chunk->sockets of the next socket to report. */
	size_t pos;
	uint32_t pid;
	/* Counts of what could not be searched, summed over all processes that were
	 * reported completely. */
	struct owner_gaps gaps;

	/* Protects all members of struct fd_scan_pool that are declared below `lock`. */
	pthread_mutex_t lock;
	/* Signalled when the first process of the queue has a new chunk (array of found
	 * sockets) or was scanned completely, or when no more processes will be put into
	 * the queue. */
	pthread_cond_t has_result;
	/* Signalled when a process can be put into the queue or a chunk (array of found
	 * sockets) can be added, or when the worker threads have to end. */
	pthread_cond_t has_room;
	/* Whether no more processes will be put into the queue. */
	bool is_end;
	/* The error of deadline_check that ended the scan; 0 if the deadline has not
	 * ended the scan. */
	int deadline_error;
	/* first: number of processes that were taken out of the queue so far. end: number
	 * of processes that were put into the queue so far. Each of the two numbers
	 * modulo QUEUE_MAX is an index in the array `queue`. */
	size_t first, end;
	/* Number of chunks (arrays of found sockets) that worker threads are filling or
	 * that wait to be reported. */
	size_t chunks;
	struct queued_process queue[QUEUE_MAX];
};

static struct queued_process *queue_at(struct fd_scan_pool *pool, size_t i)
{
	return &pool->queue[i % QUEUE_MAX];
}

/* Puts the next process into the queue, and returns its entry in the queue, which the
 * calling worker thread has to scan. Waits while the queue is full. Returns NULL if no
 * process is left, if getting the next pid has failed, or if the pool is ending. */
static struct queued_process *take_process(struct fd_scan_pool *pool)
{
	struct queued_process *process = NULL;
	uint32_t pid = 0;

	pthread_mutex_lock(&pool->lock);
	while (!pool->is_end && !pool->is_cancelled &&
	       pool->end - pool->first == QUEUE_MAX)
		pthread_cond_wait(&pool->has_room, &pool->lock);
	if (!pool->is_end && !pool->is_cancelled) {
		const int r = pool->next_pid(pool->arg, &pid);

		pool->is_end = r <= 0;
		if (r != 0) {
			process = queue_at(pool, pool->end++);
			*process = (struct queued_process){ .pid = pid, .r = r };
		}
		if (pool->is_end) {
			process = NULL;
			pthread_cond_signal(&pool->has_result);
			pthread_cond_broadcast(&pool->has_room);
		}
	}
	pthread_mutex_unlock(&pool->lock);
	return process;
}

static bool is_first(struct fd_scan_pool *pool, const struct queued_process *process)
{
	return process == queue_at(pool, pool->first);
}

static int new_chunk(struct fd_scan_pool *pool, const struct queued_process *process,
		     struct chunk **ret)
{
	_cleanup_free_ struct chunk *chunk = malloc(sizeof(*chunk));
	if (!chunk)
		return -ENOMEM;

	chunk->next = NULL;
	chunk->len = 0;
	pthread_mutex_lock(&pool->lock);
	while (!pool->is_cancelled &&
	       pool->chunks >= CHUNKS_MAX + (is_first(pool, process) ? CHUNKS_SPARE : 0))
		pthread_cond_wait(&pool->has_room, &pool->lock);
	pool->chunks++;
	pthread_mutex_unlock(&pool->lock);
	*ret = TAKE(chunk);
	return 0;
}

/* Appends `chunk`, an array of found sockets, to the list of chunks of `process` that
 * wait to be reported. */
static void append_chunk(struct fd_scan_pool *pool, struct queued_process *process,
			 struct chunk *chunk)
{
	pthread_mutex_lock(&pool->lock);
	if (process->last)
		process->last->next = chunk;
	else
		process->first = chunk;
	process->last = chunk;
	if (is_first(pool, process))
		pthread_cond_signal(&pool->has_result);
	pthread_mutex_unlock(&pool->lock);
}

/* Stores in `process` r, the result of scanning the process, and the counts of what the
 * scan could not look into. If the deadline has ended the scan, the stored result is 0,
 * so that the sockets found before the deadline are reported. */
static void finish_process(struct fd_scan_pool *pool, struct queued_process *process,
			   struct fd_scan *scan, int r)
{
	pthread_mutex_lock(&pool->lock);
	process->r = deadline_is(r) ? 0 : r;
	if (deadline_is(r)) {
		pool->deadline_error = r;
		pool->is_end = true;
		pthread_cond_broadcast(&pool->has_room);
	}
	process->gaps = scan->gaps;
	scan->gaps = (struct owner_gaps){ 0 };
	if (is_first(pool, process))
		pthread_cond_signal(&pool->has_result);
	pthread_mutex_unlock(&pool->lock);
}

static int scan_process(struct fd_scan_pool *pool, struct fd_scan *scan,
			struct queued_process *process)
{
	struct chunk *chunk = NULL;
	struct owner_record record;
	int r = fd_scan_begin(scan, process->pid);

	while (r >= 0 && (r = fd_scan_next(scan, &record)) > 0 && !pool->is_cancelled) {
		if (r != FD_SCAN_SOCKET)
			continue;
		if (!chunk) {
			r = new_chunk(pool, process, &chunk);
			if (r < 0)
				break;
			chunk->image = record.image;
		}
		chunk->sockets[chunk->len++] =
			(struct found_socket){ record.inode, record.fd,
					       record.is_threads };
		if (chunk->len == CHUNK_SOCKETS)
			append_chunk(pool, process, TAKE(chunk));
	}
	if (chunk)
		append_chunk(pool, process, chunk);
	return r < 0 ? r : 0;
}

static void *worker_main(void *arg)
{
	struct worker *worker = arg;
	struct fd_scan_pool *pool = worker->pool;
	struct queued_process *process = NULL;

	while ((process = take_process(pool)))
		finish_process(pool, process, &worker->scan,
			       scan_process(pool, &worker->scan, process));
	return NULL;
}

static bool start_worker(struct fd_scan_pool *pool, int proc_fd,
			 const struct owner_scope *scope)
{
	struct worker *worker = &pool->workers[pool->workers_len];

	worker->pool = pool;
	fd_scan_init(&worker->scan, proc_fd, scope);
	if (thread_start(&worker->thread, worker_main, worker) < 0)
		return false;
	pool->workers_len++;
	return true;
}

size_t fd_scan_pool_size(void)
{
	return thread_count(WORKERS_MAX);
}

int fd_scan_pool_start(size_t workers, int proc_fd, const struct owner_scope *scope,
		       fd_scan_pool_next_pid *next_pid, void *arg,
		       struct fd_scan_pool **ret)
{
	_cleanup_free_ struct fd_scan_pool *pool = calloc(1, sizeof(*pool));
	if (!pool)
		return -EAGAIN;

	pool->next_pid = next_pid;
	pool->arg = arg;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->has_result, NULL);
	pthread_cond_init(&pool->has_room, NULL);
	while (pool->workers_len < workers && pool->workers_len < WORKERS_MAX &&
	       start_worker(pool, proc_fd, scope))
		;
	if (!pool->workers_len)
		return -EAGAIN;
	*ret = TAKE(pool);
	return 0;
}

/* Waits for the next chunk (array of found sockets), in the order of the processes in the
 * queue. Returns 1 and sets pool->chunk, 0 if all processes were reported, or -errno. */
static int next_chunk(struct fd_scan_pool *pool)
{
	int r = 1;

	pthread_mutex_lock(&pool->lock);
	while (!pool->chunk && (pool->first != pool->end || !pool->is_end)) {
		struct queued_process *process = queue_at(pool, pool->first);

		if (pool->first == pool->end || (!process->first && process->r > 0)) {
			pthread_cond_wait(&pool->has_result, &pool->lock);
		} else if (process->first) {
			pool->chunk = process->first;
			pool->pos = 0;
			pool->pid = process->pid;
			process->first = pool->chunk->next;
			if (!process->first)
				process->last = NULL;
			/* The chunk pool->chunk was taken out of the list of chunks of
			 * its process. The member `next` of the chunk is cleared, because
			 * `next` may point to a chunk that is still in the list. */
			pool->chunk->next = NULL;
			pool->chunks--;
			pthread_cond_broadcast(&pool->has_room);
		} else if (process->r < 0) {
			r = process->r;
			break;
		} else {
			pool->gaps.denied += process->gaps.denied;
			pool->gaps.selected_denied += process->gaps.selected_denied;
			pool->gaps.unfollowed += process->gaps.unfollowed;
			pool->first++;
			pthread_cond_broadcast(&pool->has_room);
		}
	}
	pthread_mutex_unlock(&pool->lock);
	return r < 0 ? r : pool->chunk != NULL;
}

int fd_scan_pool_next(struct fd_scan_pool *pool, struct owner_record *ret)
{
	if (pool->chunk && pool->pos == pool->chunk->len) {
		free(pool->chunk);
		pool->chunk = NULL;
	}
	if (!pool->chunk) {
		const int r = next_chunk(pool);

		if (r <= 0)
			return r < 0 ? r : pool->deadline_error;
	}

	const struct found_socket *found = &pool->chunk->sockets[pool->pos++];
	*ret = (struct owner_record){
		.inode = found->inode,
		.pid = pool->pid,
		.fd = found->fd,
		.is_threads = found->is_threads,
		.image = pool->chunk->image,
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

void fd_scan_pool_end(struct fd_scan_pool *pool, struct owner_gaps *gaps)
{
	if (!pool)
		return;

	pthread_mutex_lock(&pool->lock);
	pool->is_cancelled = true;
	pthread_cond_broadcast(&pool->has_room);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < pool->workers_len; i++) {
		pthread_join(pool->workers[i].thread, NULL);
		fd_scan_release(&pool->workers[i].scan);
	}

	gaps->denied += pool->gaps.denied;
	gaps->selected_denied += pool->gaps.selected_denied;
	gaps->unfollowed += pool->gaps.unfollowed;
	while (pool->first != pool->end)
		free_chunks(queue_at(pool, pool->first++)->first);
	free_chunks(pool->chunk);
	pthread_cond_destroy(&pool->has_room);
	pthread_cond_destroy(&pool->has_result);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}
