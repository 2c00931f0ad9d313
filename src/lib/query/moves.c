/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moves.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snmp.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/parse.h"

/* Limits for reading the kernel's socket tables repeatedly. One reading of two tables
 * misses a socket only if the socket is in the second table while the first table is
 * read, and in the first table while the second table is read. For a socket that moves
 * all the time, the probability is at most 1/4. */
enum {
	/* The number of times the socket tables are read again if a counter of enum
	 * watch_counter has changed but no socket was seen to move: usually a connection
	 * was only opened or closed. */
	BLIND = 10,
	/* The number of repeated readings that read all socket tables. If no socket was
	 * seen to move in these readings, later readings read only the tables that are
	 * fast to read. */
	BLIND_FULL = 2,
	/* If a socket was seen to move, the number of readings in a row without a new
	 * socket, or without a further socket that moved, after which the socket tables
	 * are not read again. */
	QUIET = 6,
	/* The maximum number of times the socket tables are read again after the first
	 * reading. */
	ROUNDS = 24,
	/* The number of times the listening sockets, which are few, are read in one full
	 * reading of the socket tables. */
	LISTENING = 4,
	/* If the first reading of the socket tables has found at least this many sockets,
	 * connected sockets are not read again. */
	MANY = 16384,
	/* The size in bytes of the buffer for the beginning of a file of counters below
	 * /proc/net; this beginning has all needed counters. */
	TEXT_MAX = 2048,
	/* The maximum number of times the counters of sockets in use are read in a row to
	 * notice a change. One look may miss a change, because a counter may soon change
	 * back. */
	LOOKS = 4,
	/* If this thread has not run for at least this many nanoseconds during a reading
	 * of the socket tables, the listening and the bound sockets are read again. While
	 * the thread did not run, sockets may have moved to another table and back, so
	 * that no counter shows a change. */
	PAUSED_NS = 200000,
};

#define IDLE (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE))

/* The place of each counter of enum watch_counter: the file below /proc/net, the function
 * that parses this file, and the names of the group and of the counter in the file. */
static const struct {
	const char *path;
	snmp_parse_fn parse;
	const char *group, *name;
} counters[] = {
	[WATCH_TCP] = { "sockstat", snmp_parse_groups, "TCP", "inuse" },
	[WATCH_TCP6] = { "sockstat6", snmp_parse_groups, "TCP6", "inuse" },
	[WATCH_OPENS] = { "snmp", snmp_parse_pairs, "Tcp", "ActiveOpens" },
};
_Static_assert(ARRAY_SIZE(counters) == WATCH_MAX_, "a counter lacks its row");

struct search {
	enum watch_counter counter;
	uint64_t value;
	bool is_found;
};

static bool is_word(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(text, word, n) == 0;
}

static void find_item(const struct snmp_item *item, void *arg)
{
	struct search *search = arg;

	if (is_word(item->group, item->group_len, counters[search->counter].group) &&
	    is_word(item->name, item->name_len, counters[search->counter].name))
		search->is_found = parse_uint_n(item->value, item->value_len, 10,
						UINT64_MAX, &search->value) == 0;
}

/* Sets *ret to the value of a counter of sockets. Returns false if the counter cannot be
 * read. If the counter has no file, leaves *ret unchanged and returns true. */
static bool read_counter(const struct moves *m, enum watch_counter counter, uint64_t *ret)
{
	struct search search = { .counter = counter };
	char text[TEXT_MAX];

	if (m->is_blind || m->fds[counter] < 0)
		return !m->is_blind;
	const ssize_t n = pread(m->fds[counter], text, sizeof(text), 0);
	if (n > 0)
		counters[counter].parse(text, (size_t)n, find_item, &search);
	*ret = search.value;
	return search.is_found;
}

void moves_open(struct moves *m, int proc_fd)
{
	_cleanup_close_ const int net =
		openat(proc_fd, "net", O_PATH | O_DIRECTORY | O_CLOEXEC);

	/* If the directory /proc/net cannot be opened, `net` is -1, so this openat(2)
	 * fails and returns -1, too. */
	for (enum watch_counter i = 0; i < WATCH_MAX_; i++)
		m->fds[i] = openat(net, counters[i].path, O_RDONLY | O_CLOEXEC);
	m->is_blind = m->fds[WATCH_TCP] < 0 || m->fds[WATCH_OPENS] < 0;
	m->is_open = true;
}

void moves_release(struct moves *m)
{
	for (enum watch_counter i = 0; m->is_open && i < WATCH_MAX_; i++)
		cleanup_close(&m->fds[i]);
	seen_sockets_release(&m->emitted);
	*m = (struct moves){ 0 };
}

/* Returns the number of nanoseconds for which this thread has not run, counted from a
 * fixed moment in the past. Only the difference between two results is meaningful. */
static uint64_t idle_ns(void)
{
	const uint64_t ran = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	return clock_ns(CLOCK_MONOTONIC) - ran;
}

static void watch_begin(struct moves *m)
{
	m->has_changed = false;
	m->idle_ns = idle_ns();
	for (enum watch_counter i = 0; i < WATCH_MAX_; i++)
		m->is_blind |= !read_counter(m, i, &m->first[i]);
}

static void compare_counters(struct moves *m, enum watch_counter last)
{
	for (enum watch_counter i = 0; i <= last; i++) {
		uint64_t now = m->first[i];

		m->is_blind |= !read_counter(m, i, &now);
		m->has_changed |= now != m->first[i];
	}
}

/* Sets m->has_changed if a counter of sockets in use has changed since watch_begin(). A
 * counter changes back when a socket moves back, so a socket that moves all the time may
 * not be noticed. */
static void watch_look(struct moves *m)
{
	for (int i = 0; !m->is_blind && !m->has_changed && i < LOOKS; i++)
		compare_counters(m, WATCH_TCP6);
}

/* Returns whether a counter has changed since watch_begin(), or cannot be read. */
static bool watch_end(struct moves *m)
{
	watch_look(m);
	if (!m->is_blind && !m->has_changed)
		compare_counters(m, WATCH_OPENS);
	return m->is_blind || m->has_changed;
}

bool moves_matter(const struct family_request *request)
{
	return request->proto == PROTO_TCP &&
	       request->states & STATE_BIT(STATE_BOUND_INACTIVE) &&
	       request->states & ~STATE_BIT(STATE_BOUND_INACTIVE) &
		       ~STATE_BIT(STATE_CLOSE);
}

int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before)
{
	/* is_reading is set only until the first socket of the first reading arrives, so
	 * watch_look() is called only once. */
	if (m->is_reading)
		watch_look(m);
	m->is_reading = false;
	int r = seen_sockets_add(&m->emitted, s, ret_before);
	m->fresh += r == 0 && !*ret_before;
	return r;
}

/* The arguments for reading the kernel's socket tables again after the first reading. */
struct round {
	const struct family_ops *ops;
	struct family_source *from;
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	/* The states of the sockets that a full reading of the socket tables reads, as a
	 * mask of STATE_BIT. */
	uint32_t states;
};

/* Reads again the requested sockets that are in the given states. This repeated reading
 * need not be complete, because the first reading was complete for all sockets that do
 * not move between tables. */
static int read_again(const struct round *round, uint32_t states)
{
	const bool was_interrupted = round->from->interrupted;
	struct family_request again = *round->request;

	again.is_glance = true;
	again.states &= states;
	const int r = round->ops->diag(round->from, &again, round->fn, round->arg);
	round->from->interrupted = was_interrupted;
	return r;
}

static int read_round(const struct round *round, bool is_full)
{
	const uint32_t listening = round->request->states & STATE_BIT(STATE_LISTEN);
	int r = 0;

	if (!is_full)
		return read_again(round, IDLE);
	for (int i = 0; r == 0 && listening && i < LISTENING; i++)
		r = read_again(round, listening);
	return r ? r : read_again(round, round->states);
}

/* Reads the socket tables again. If no socket has moved, the tables are read BLIND times.
 * Otherwise they are read until QUIET readings in a row have found no new socket, or no
 * further socket that moved. After ROUNDS readings, gives up and sets
 * round->from->interrupted. Returns 0, or the result of a reading if it is not 0. */
static int read_until_settled(struct moves *m, const struct round *round)
{
	int since_fresh = 0, since_moved = 0;

	for (int i = 0; i < ROUNDS; i++) {
		const uint64_t fresh = m->fresh, moved = m->emitted.moved;
		int r = read_round(round, m->emitted.moved || i < BLIND_FULL);

		if (r)
			return r;
		since_fresh = m->fresh == fresh ? since_fresh + 1 : 0;
		since_moved = m->emitted.moved == moved ? since_moved + 1 : 0;
		if (!m->emitted.moved ? i + 1 >= BLIND
				      : since_fresh >= QUIET || since_moved >= QUIET)
			return 0;
	}
	round->from->interrupted = true;
	return 0;
}

struct unix_repeat {
	sock_fn fn;
	void *arg;
};

/* Passes on a unix socket that the second reading has found. A connection in an accept
 * queue is skipped: without cookie and inode it cannot be recognized, so the first
 * reading may have listed it already. */
static int emit_recognizable(const struct sock *s, void *arg)
{
	const struct unix_repeat *repeat = arg;

	return s->inode || s->has & SOCK_HAS_COOKIE ? repeat->fn(s, repeat->arg) : 0;
}

int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg)
{
	struct unix_repeat repeat = { fn, arg };
	const struct round round = {
		ops, from, request, emit_recognizable, &repeat, STATE_ALL,
	};
	int r = ops->diag(from, request, fn, arg);

	return r ? r : read_again(&round, STATE_ALL);
}

int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg)
{
	const uint64_t before = m->fresh, moved = m->emitted.moved;

	watch_begin(m);
	m->is_reading = true;
	int r = ops->diag(from, request, fn, arg);
	m->is_reading = false;
	const uint64_t read = m->fresh - before;
	const struct round round = {
		ops, from, request, fn, arg, read >= MANY ? IDLE : STATE_ALL,
	};
	if (r)
		return r;
	if (!watch_end(m) && m->emitted.moved == moved) {
		if (read >= MANY || idle_ns() - m->idle_ns < PAUSED_NS)
			return 0;
		/* The thread has waited for a processor or slept, and sockets may have
		 * moved meanwhile. The counters do not show such a move if they were read
		 * only when the sockets had moved back. */
		r = read_again(&round, IDLE);
		if (r || (m->fresh - before == read && m->emitted.moved == moved))
			return r;
	}
	return read_until_settled(m, &round);
}
