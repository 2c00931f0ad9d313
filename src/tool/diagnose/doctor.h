/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis of the connections of a network namespace by its sockets and by the
 * growth of the kernel's counters in an interval. It reads nothing itself: the caller
 * passes all data in. */
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
	/* sockets that a finding lists */
	DOCTOR_SAMPLES = 5,
	/* findings of one kind that are listed; more are only counted */
	DOCTOR_GROUPS = 10,
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the fault usually lies. */
enum side {
	/* a program on this host */
	SIDE_PROGRAM,
	/* this host, but no particular program */
	SIDE_HOST,
	/* the program at the other end */
	SIDE_PEER,
	/* the other host or the network between */
	SIDE_PEER_OR_PATH,
	SIDE_PATH,
	/* either end: what was seen does not show which */
	SIDE_UNKNOWN,
	SIDE_MAX_,
};

/* A socket of a finding. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	/* bytes of data without a FIN; for a listener as in struct sock */
	uint32_t recv_q, send_q;
	/* the queue also holds a FIN, which the kernel counts as one byte of Recv-Q */
	bool has_unread_fin;
	uint64_t inode;
	/* the word of no_owner_reason_name; NULL: the socket has an owner */
	const char *no_owner;
	/* how long the socket has been in trouble, at least and at most */
	uint64_t least_ms, most_ms;
};

struct figure {
	const char *key; /* snake_case */
	enum unit unit;
	uint64_t value;
};

struct doctor_check;

/* What a finding usually means, and what to look at next. */
struct finding_advice {
	const char *means;
	/* the state is appended where it ends in "--explain" */
	const char *next;
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	/* replaces the advice of its words; NULL: does not */
	const struct finding_advice *advice;
	/* the peers have addresses of this host */
	bool is_own;
	/* measure.limit of the socket that gave the first figure */
	uint64_t limit;
	/* how many sockets it is about; 0: it is about counters */
	uint64_t sockets;
	/* the sockets that have been in trouble longest */
	struct doctor_sample samples[DOCTOR_SAMPLES];
	size_t samples_len;
	/* the age of the oldest one */
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* a socket whose holders own all of them; 0: the owners differ */
	uint64_t owner_inode;
	/* the listener of this host that the sockets wait for; 0: none */
	uint64_t server_inode;
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* in the last listed finding of its kind: how many are not listed, and their
	 * sockets */
	uint64_t more_findings, more_sockets;
};

/* The texts of a kind of finding. */
struct finding_words {
	/* for programs, and never renamed */
	const char *id;
	enum severity severity;
	const char *what;
	/* what it usually means, and what to look at next, as in struct finding_advice */
	const char *means;
	const char *next;
};

const struct finding_words *finding_words(const struct finding *f);

const char *finding_means(const struct finding *f);

/* Appends what to look at next. The state behind "--explain" is that of the first sample. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* The words of each kind of finding by index; NULL behind the last. */
const struct finding_words *doctor_words(size_t i);

/* Other advice that findings of a kind may have, by index; NULL behind the last. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Whether a kind of finding is looked for among sockets of these pairs (mask of
 * PAIR_BIT). Kinds that are about counters always are. */
bool doctor_looks_for(size_t i, uint32_t pairs);

const char *severity_name(enum severity severity);
/* The side as a word for programs, and in plain words. */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* Copies both arguments. -ENOMEM. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Records what a socket of any protocol shows about its port. To be called for every
 * socket, also for those that are not to be judged, before the first doctor_add. -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Adds a socket that is to be judged; holders may be NULL. -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Judges all sockets that were added. since is what the kernel counted in the interval;
 * NULL: not known. -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* The findings, worst first; valid until doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* How many sockets of a protocol, and how many TCP sockets in a state, were looked at. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
