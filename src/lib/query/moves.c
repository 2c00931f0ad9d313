/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moves.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snmp.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* One reading of two tables misses a socket that moves between them all the time with a
 * probability of at most a quarter: it was in neither table when that was read. */
enum {
	/* Readings if a counter changed but no socket is known to have moved. Most often
	 * a connection was opened or closed. The first reads all tables, the others only
	 * those that are fast to read. */
	BLIND = 10,
	BLIND_FULL = 2,
	/* Readings in a row without anything new that end the search. */
	QUIET = 6,
	ROUNDS = 24,
	/* Readings of the listening sockets, which are few, in each round. */
	LISTENING = 4,
	/* From this number of sockets on, connected sockets are not read again. */
	MANY = 16384,
	/* Room for the start of a file of counters: snmp begins with the needed line. */
	TEXT_MAX = 2048,
	/* Readings of the counters in a row, when they may have reverted. */
	LOOKS = 4,
};

#define IDLE (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE))

/* Files of the counters below /proc/net, and their place in them. */
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

/* Reads a counter. A missing file is skipped. Returns false if a counter is unknown. */
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

	/* openat(2) returns -1 also below a descriptor of -1. */
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

static void watch_begin(struct moves *m)
{
	m->has_changed = false;
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

/* Reads the counters that revert when a socket moves back. A few calls during a dump
 * catch by chance a socket that moves all the time. */
static void watch_look(struct moves *m)
{
	for (int i = 0; !m->is_blind && !m->has_changed && i < LOOKS; i++)
		compare_counters(m, WATCH_TCP6);
}

/* Reads all counters. Returns true if one has changed since watch_begin(), or if that is
 * not known. */
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
	/* The kernel's first answer came, and no socket of it was emitted yet. */
	if (m->is_reading)
		watch_look(m);
	m->is_reading = false;
	int r = seen_sockets_add(&m->emitted, s, ret_before);
	m->fresh += r == 0 && !*ret_before;
	return r;
}

/* What is read again after the first reading of all tables. */
struct round {
	const struct family_ops *ops;
	struct family_source *from;
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	/* states that each full round reads, as a mask of STATE_BIT */
	uint32_t states;
};

/* Reads the requested sockets that are in one of the states. The reading need not be
 * complete: the first one proved that every socket that does not move was found. */
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

/* Reads rounds until several in a row bring nothing new, or no further moving sockets:
 * other sockets may be opened and closed all the time. */
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

/* A connection in an accept queue has neither cookie nor inode, so that it cannot be
 * recognized; it is listed by the first reading only. */
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
	if (r || (!watch_end(m) && m->emitted.moved == moved))
		return r;
	const struct round round = {
		ops, from, request, fn, arg, read >= MANY ? IDLE : STATE_ALL,
	};
	return read_until_settled(m, &round);
}
