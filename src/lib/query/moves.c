/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moves.h"

/* One reading of both tables misses a socket that moves all the time with a probability
 * of at most a quarter: it was in neither table when that was read. */
enum {
	/* Readings if a counter changed but no socket is known to have moved. Most often
	 * a connection was opened or closed. The first reads all tables, the others only
	 * those that are fast to read. */
	BLIND = 10,
	BLIND_FULL = 2,
	/* Readings in a row without anything new that end the search. */
	QUIET = 6,
	ROUNDS = 24,
	/* Readings of the listening sockets in each round: they are few. */
	LISTENING = 4,
	/* From this number of sockets on, connected ones are not read again. */
	MANY = 16384,
};

#define IDLE (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_BOUND_INACTIVE))

void moves_release(struct moves *m)
{
	watch_close(&m->watch);
	seen_sockets_release(&m->emitted);
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
	/* A datagram was read, and no socket of it was emitted yet. */
	if (m->is_reading)
		watch_look(&m->watch);
	m->is_reading = false;
	int r = seen_sockets_add(&m->emitted, s, ret_before);
	m->fresh += r == 0 && !*ret_before;
	return r;
}

struct round {
	const struct family_ops *ops;
	struct family_source *from;
	sock_fn fn;
	void *arg;
	struct family_request all; /* what each round reads */
	struct family_request listening; /* read several times before that */
	/* tables that are fast to read */
	struct family_request idle;
};

/* The first reading proved that every socket that does not move was found. */
static int read_again(const struct round *round, const struct family_request *request)
{
	const bool was_interrupted = round->from->interrupted;
	const int r = round->ops->diag(round->from, request, round->fn, round->arg);

	round->from->interrupted = was_interrupted;
	return r;
}

static int read_listening(const struct round *round)
{
	int r = 0;

	for (int i = 0; r == 0 && round->listening.states && i < LISTENING; i++)
		r = read_again(round, &round->listening);
	return r;
}

static int read_round(const struct round *round, bool is_full)
{
	if (!is_full)
		return read_again(round, &round->idle);
	int r = read_listening(round);

	return r ? r : read_again(round, &round->all);
}

/* Reads rounds until one brings nothing new, or no further moving sockets appear. Others
 * may be opened and closed all the time. */
static int read_until_settled(struct moves *m, const struct round *round)
{
	int since_fresh = 0;
	int since_moved = 0;

	for (int i = 0; i < ROUNDS; i++) {
		const uint64_t fresh = m->fresh;
		const uint64_t moved = m->emitted.moved;
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
		.ops = ops,
		.from = from,
		.fn = emit_recognizable,
		.arg = &repeat,
	};
	struct family_request again = *request;
	int r = ops->diag(from, request, fn, arg);

	again.is_glance = true;
	return r ? r : read_again(&round, &again);
}

int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg)
{
	const uint64_t before = m->fresh;
	const uint64_t moved = m->emitted.moved;
	struct round round = { ops, from, fn, arg, *request, *request, *request };

	round.all.is_glance = true;
	round.listening.is_glance = true;
	round.listening.states &= STATE_BIT(STATE_LISTEN);
	round.idle.is_glance = true;
	round.idle.states &= IDLE;
	watch_begin(&m->watch);
	m->is_reading = true;
	int r = ops->diag(from, request, fn, arg);
	m->is_reading = false;
	const uint64_t read = m->fresh - before;
	if (r || (!watch_end(&m->watch) && m->emitted.moved == moved))
		return r;
	if (read >= MANY)
		round.all.states &= IDLE;
	return read_until_settled(m, &round);
}
