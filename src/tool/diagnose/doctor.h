/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis of --doctor: finds trouble of connections in a network namespace by its sockets and
 * by the growth of the kernel's counters in an interval. It reads nothing: the caller passes all
 * data in. */
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
	/* the largest number of sockets that a finding lists */
	DOCTOR_SAMPLES = 5,
	/* the largest number of findings of one check that are listed; further ones are only
	 * counted */
	DOCTOR_GROUPS = 10,
	/* the largest number of figures that a finding has */
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the cause of a finding usually lies. */
enum side {
	/* the cause is a program on this host */
	SIDE_PROGRAM,
	/* the cause is this host, but no particular program */
	SIDE_HOST,
	/* the cause is the program at the other end of the connection */
	SIDE_PEER,
	/* the cause is the host at the other end or the network path to it */
	SIDE_PEER_OR_PATH,
	/* the cause is the network path between the hosts */
	SIDE_PATH,
	/* the cause may be at either end of the connection */
	SIDE_UNKNOWN,
	SIDE_MAX_,
};

/* A socket that is listed as an example in a finding. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	/* the lengths of the receive queue without its FIN, and of the send queue, as in struct
	 * sock */
	uint32_t recv_q, send_q;
	/* the receive queue also holds a FIN, which the kernel counts as one byte */
	bool has_unread_fin;
	uint64_t inode;
	/* the reason why no owner of the socket was found (no_owner_reason_name); NULL: the socket
	 * has an owner, or owners were not searched for */
	const char *no_owner;
	/* how long the socket has been in trouble: at least least_ms if has_age, at most most_ms if
	 * has_most */
	uint64_t least_ms, most_ms;
};

/* A number of a finding, such as the bytes in a queue. */
struct figure {
	const char *key; /* name in JSON */
	enum unit unit;
	uint64_t value;
};

struct doctor_check;

/* Advice of a finding: what the trouble usually means, and what the user should look at next. */
struct finding_advice {
	const char *means;
	/* what the user should look at next; behind a final "--explain", finding_put_next appends a
	 * state */
	const char *next;
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	/* the advice that replaces the members means and next of check->words; NULL: no
	 * other advice */
	const struct finding_advice *advice;
	/* the peers of the sockets are at addresses of this host */
	bool is_own;
	/* the limit of the amount in the first figure, from measure.limit; 0: no limit */
	uint64_t limit;
	/* the number of sockets in trouble; 0: the finding is about counters */
	uint64_t sockets;
	/* the sockets that have been in trouble longest, the oldest first */
	struct doctor_sample samples[DOCTOR_SAMPLES];
	size_t samples_len;
	/* the age of the socket that has been in trouble longest: at least least_ms if has_age, at
	 * most most_ms if has_most */
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* the inode of a socket whose holders own all sockets of the finding; 0: the owners
	 * differ */
	uint64_t owner_inode;
	/* the inode of the listener of this host that the sockets connect to; 0: no such
	 * listener is known */
	uint64_t server_inode;
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* set in the last listed finding of a check: how many further findings of the check are not
	 * listed, and how many sockets these findings have */
	uint64_t more_findings, more_sockets;
};

/* The texts of a check, which its findings share. */
struct finding_words {
	/* the identifier of the check in JSON, which is never renamed */
	const char *id;
	enum severity severity;
	const char *what;
	/* the default advice: what the trouble usually means, and what the user should look at
	 * next */
	const char *means, *next;
};

const struct finding_words *finding_words(const struct finding *f);

/* Returns the text that says what a finding usually means. */
const char *finding_means(const struct finding *f);

/* Appends the text that says what the user should look at next. If the text ends in "--explain",
 * the state of the first sample is appended. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* Returns the words of the i-th check (check_at), or NULL past the last check. */
const struct finding_words *doctor_words(size_t i);

/* Returns the k-th more specific advice of the i-th check (check_at); NULL: the check has no more
 * advice. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Returns whether the i-th check (check_at) can find something: a check of sockets if its
 * protocol is in `pairs`, a mask of pairs of protocol and IP version, a check of counters
 * if has_counters is set. */
bool doctor_looks_for(size_t i, uint32_t pairs, bool has_counters);

const char *severity_name(enum severity severity);

/* Return the identifier of a side in JSON (side_id) and its description for the user
 * (side_words). */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* Makes a diagnosis with copies of thresholds and limits. Returns 0 or -ENOMEM. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Records a TCP socket that listens or waits for accept(); ignores other sockets. To be called
 * before the first doctor_add, for every socket, even for one that is not passed to doctor_add.
 * Returns 0 or -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Applies all checks of sockets to a socket and adds it to the findings of each check that finds
 * trouble. holders are the owners of sockets; NULL: not known. Returns 0 or -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Completes the findings after the last doctor_add. since is the growth of the counters in the
 * interval; NULL: the counters were not read. Returns 0 or -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* Returns the findings, the most severe first, and their number in *ret_count. They are valid until
 * doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* Return how many sockets were passed to doctor_add: of a protocol, and in a state of TCP. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
