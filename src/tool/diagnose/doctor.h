/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis of --doctor: finds trouble of connections in a network namespace by its sockets and
 * by the growth of the kernel's counters in an interval. The caller passes all data in. */
#ifndef DIAGNOSE_DOCTOR_H
#define DIAGNOSE_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag/netlimits.h"
#include "model/sock.h"
#include "threshold.h"

struct counters;
struct owner_index;
struct strbuf;

enum {
	/* the number of sockets that a finding lists */
	DOCTOR_SAMPLES = 5,
	/* the number of findings of one kind that are listed; the rest is only counted */
	DOCTOR_GROUPS = 10,
	/* the largest number of figures in a finding */
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the cause of a finding usually lies. */
enum side {
	/* the cause is a program on this host */
	SIDE_PROGRAM,
	/* the cause is this host, but no particular program */
	SIDE_HOST,
	/* the cause is the program at the other end */
	SIDE_PEER,
	/* the cause is the other host or the network between */
	SIDE_PEER_OR_PATH,
	/* the cause is the network between */
	SIDE_PATH,
	/* either end may be the cause */
	SIDE_UNKNOWN,
	SIDE_MAX_,
};

/* A socket of a finding. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	/* the queues of struct sock; recv_q does not count a FIN */
	uint32_t recv_q, send_q;
	/* the receive queue also holds a FIN, which the kernel counts as one byte */
	bool has_unread_fin;
	uint64_t inode;
	/* why no owner was found, as no_owner_reason_name says; NULL: the socket has one */
	const char *no_owner;
	/* how long the socket has been in trouble: if has_age at least, if has_most at most */
	uint64_t least_ms, most_ms;
};

/* A number of a finding, such as the bytes in a queue. */
struct figure {
	const char *key; /* name in JSON */
	enum unit unit;
	uint64_t value;
};

struct doctor_check;

/* What a finding usually means, and what to look at next. */
struct finding_advice {
	const char *means;
	/* what to look at next; if it ends in "--explain", finding_put_next appends a state */
	const char *next;
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	/* advice in place of that in the words of the check; NULL: the words hold */
	const struct finding_advice *advice;
	/* the peers of the sockets have addresses of this host */
	bool is_own;
	/* the limit of the amount that is the first figure (struct measure) */
	uint64_t limit;
	/* the number of sockets in trouble; 0: the finding is about counters */
	uint64_t sockets;
	/* the sockets that have been in trouble longest, the oldest first */
	struct doctor_sample samples[DOCTOR_SAMPLES];
	size_t samples_len;
	/* how long the oldest socket has been in trouble, as in struct doctor_sample */
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* a socket whose holders own all sockets of the finding; 0: the owners differ */
	uint64_t owner_inode;
	/* the listener of this host that the sockets wait for; 0: none */
	uint64_t server_inode;
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* in the last listed finding of a kind: how many findings of the kind are not listed, and
	 * how many sockets these have */
	uint64_t more_findings, more_sockets;
};

/* The texts of a kind of finding. */
struct finding_words {
	/* the identifier in JSON, which is never renamed */
	const char *id;
	enum severity severity;
	const char *what;
	/* what the finding usually means, and what to look at next (struct finding_advice) */
	const char *means, *next;
};

const struct finding_words *finding_words(const struct finding *f);

/* Returns what the finding usually means. */
const char *finding_means(const struct finding *f);

/* Appends what to look at next. A text that ends in "--explain" gets the state of the first
 * sample. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* Returns the words of the kind of finding with that index, or NULL past the last one. */
const struct finding_words *doctor_words(size_t i);

/* Returns the k-th other advice of the i-th kind of finding, or NULL past the last one. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Returns whether the i-th kind of finding can be found among sockets of these pairs (mask of
 * PAIR_BIT) or, if it is about counters, whether these were read. */
bool doctor_looks_for(size_t i, uint32_t pairs, bool has_counters);

const char *severity_name(enum severity severity);

/* Return the identifier of a side in JSON, and its description for the user. */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* Makes a diagnosis and copies thresholds and limits into it. Returns 0 or -ENOMEM. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Records the port of a socket, if it is TCP. To be called for every socket, even if the socket is
 * not judged, before the first doctor_add. Returns 0 or -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Adds a socket to be judged. holders may be NULL. Returns 0 or -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Judges all added sockets, and the growth of the counters in the interval; NULL: the counters were
 * not read. Returns 0 or -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* Returns the findings, the most severe first. They are valid until doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* Return the number of judged sockets of a protocol, and of judged TCP sockets in a state. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
