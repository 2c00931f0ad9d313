/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moves.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snmp.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* Limits of reading the kernel's socket tables repeatedly. One reading of two tables
 * misses a socket that moves between the tables all the time with a probability of at
 * most 1/4: it is missed if it was in the other table each time. */
enum {
	/* Number of rounds (readings of the socket tables) if a counter has changed but
	 * no socket is known to have moved. Usually a connection was then opened or
	 * closed. */
	BLIND = 10,
	/* The first BLIND_FULL rounds of reading read all socket tables. If no socket is
	 * known to have moved by then, later rounds read only tables that are fast to
	 * read. */
	BLIND_FULL = 2,
	/* Reading ends after this many readings of the socket tables in a row that found
	 * no new socket, or no further socket that moved. */
	QUIET = 6,
	/* largest number of readings of the socket tables */
	ROUNDS = 24,
	/* How many times a full reading of the socket tables reads the listening sockets,
	 * which are few. */
	LISTENING = 4,
	/* If the first reading found this many sockets or more, connected sockets are not
	 * read again. */
	MANY = 16384,
	/* Size in bytes of the buffer for the start of a file of counters. The needed
	 * line of /proc/net/snmp is near its start. */
	TEXT_MAX = 2048,
	/* Number of times in a row that the counters of sockets in use are read, because
	 * a changed counter may revert. */
	LOOKS = 4,
};

#define IDLE (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE))

/* Where each counter is found: the file below /proc/net, its parser, and the names of the
 * group and of the counter in the file. */
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

/* Reads a counter into *ret. If the counter's file is missing, returns true and leaves
 * *ret unchanged. Returns false if the counter cannot be read. */
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

	/* If the descriptor `net` is -1, this openat(2) also fails and returns -1. */
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

/* Checks whether the counters of sockets in use have changed. They revert when a socket
 * moves back, so the few readings during a dump catch only by chance a socket that moves
 * all the time. */
static void watch_look(struct moves *m)
{
	for (int i = 0; !m->is_blind && !m->has_changed && i < LOOKS; i++)
		compare_counters(m, WATCH_TCP6);
}

/* Checks all counters. Returns true if a counter has changed since watch_begin() or
 * cannot be read. */
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
	/* The kernel has sent its first answer to this request, and no socket of the
	 * answer was emitted yet. */
	if (m->is_reading)
		watch_look(m);
	m->is_reading = false;
	int r = seen_sockets_add(&m->emitted, s, ret_before);
	m->fresh += r == 0 && !*ret_before;
	return r;
}

/* What is needed to read the kernel's socket tables again after the first reading. */
struct round {
	const struct family_ops *ops;
	struct family_source *from;
	const struct family_request *request;
	sock_fn fn;
	void *arg;
	/* states of the sockets that a full reading of the tables reads, as a mask of
	 * STATE_BIT */
	uint32_t states;
};

/* Reads the requested sockets in the given states again. This reading may be incomplete,
 * because the first reading was complete for all sockets that do not move. */
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

/* Reads the socket tables until QUIET readings in a row have found no new socket, or no
 * further socket that moved: sockets that do not move may be opened and closed all the
 * time. If ROUNDS readings are not enough, sets round->from->interrupted. */
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

/* Emits a socket of the second reading. A connection in an accept queue is skipped: it
 * has neither cookie nor inode, so it cannot be recognized as one that the first reading
 * has listed. */
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
