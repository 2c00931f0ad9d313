/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with the connections of a network namespace, judged by its sockets and by what the
 * kernel counted during an interval. Asks nobody anything: what it judges is handed to it. */
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
	DOCTOR_SAMPLES = 5, /* sockets that a finding lists, */
	DOCTOR_GROUPS = 10, /* and findings of one kind that are told one by one */
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the fault lies, as a rule. */
enum side {
	SIDE_PROGRAM, /* a program on this host */
	SIDE_HOST, /* this host, and no one program of it */
	SIDE_PEER, /* the program at the other end */
	SIDE_PEER_OR_PATH, /* the other host, or what is between */
	SIDE_PATH,
	SIDE_UNKNOWN, /* either end: what was seen tells no more */
	SIDE_MAX_,
};

/* A socket of a finding. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	uint32_t recv_q, send_q; /* bytes of data; of a listener as in struct sock */
	bool has_unread_fin; /* which the kernel counts as a byte of Recv-Q, and recv_q does not */
	uint64_t inode;
	const char *no_owner; /* the word of no_owner_reason_name; NULL: it has one */
	uint64_t least_ms; /* how long it has been so at least, */
	uint64_t most_ms; /* and at most */
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
	const char *next; /* behind "--explain" at its end belongs a state */
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	const struct finding_advice
		*advice; /* in place of that of its words; NULL: none */
	bool is_own; /* the peers' addresses are this host's own */
	uint64_t limit; /* of the socket that gave the first figure */
	uint64_t sockets; /* all that it is about; 0: it is about what was counted */
	struct doctor_sample
		samples[DOCTOR_SAMPLES]; /* those that have been so longest */
	size_t samples_len;
	bool has_age, has_most;
	uint64_t least_ms, most_ms; /* of the one that has been so longest */
	uint64_t
		owner_inode; /* whose holders are the owners; 0: each socket has its own */
	uint64_t
		server_inode; /* of the listener on this host that it waits for; 0: none */
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* of the last one that is told of its kind, those that are not */
	uint64_t more_findings, more_sockets;
};

/* What a kind of finding says, for who writes it. */
struct finding_words {
	const char *id; /* never renamed */
	enum severity severity;
	const char *what; /* it is */
	const char *means; /* usually */
	const char *next; /* to look at; behind "--explain" at its end belongs a state */
};

const struct finding_words *finding_words(const struct finding *f);

const char *finding_means(const struct finding *f);

/* Appends what to look at next; of a kind that sockets in several states can have, the state is that
 * of the one that has been so longest. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* The words of each kind by index; NULL behind the last. */
const struct finding_words *doctor_words(size_t i);

/* Other advice that findings of a kind may have, by index; NULL behind the last. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Whether it could be found where sockets of these pairs (mask of PAIR_BIT) were looked at; what is
 * counted always is. */
bool doctor_looks_for(size_t i, uint32_t pairs);

const char *severity_name(enum severity severity);
/* As a word for programs, and in plain words. */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* What limits points to is copied. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Takes note of what one socket of whatever protocol tells of its port: of those too that are not
 * to be judged, and before any that leans on it is. -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Takes in one socket to be judged; holders may be NULL. -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Judges, once all have been taken in. since is what the kernel counted during the interval; NULL:
 * not known. -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* The findings, worst first; valid until doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* What was looked at: sockets of a protocol, and of TCP those in a state. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
