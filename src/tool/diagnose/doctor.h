/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis of --doctor. It finds trouble with connections of a network namespace in
 * data that the caller passes in: the sockets, and the growth of the kernel's counters in
 * an interval. */
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
	/* the largest number of findings of one check that are listed; more findings are
	 * only counted */
	DOCTOR_GROUPS = 10,
	/* the largest number of figures that a finding has */
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the cause of a finding usually is. */
enum side {
	/* the cause is a program on this host */
	SIDE_PROGRAM,
	/* the cause is this host as a whole, not one of its programs */
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

/* One of the sockets in trouble, which a finding lists as an example. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	/* the number of bytes in the receive queue, without the FIN, and in the send
	 * queue, as in struct sock */
	uint32_t recv_q, send_q;
	/* the receive queue ends in a FIN, which the kernel counts as one byte and recv_q
	 * does not */
	bool has_unread_fin;
	uint64_t inode;
	/* why no owner of the socket was found, as a name of no_owner_reason_name; NULL:
	 * the socket has an owner, or owners were not searched for */
	const char *no_owner;
	/* how long the socket has been in trouble, in milliseconds: at least least_ms (if
	 * has_age is set) and at most most_ms (if has_most is set) */
	uint64_t least_ms, most_ms;
};

/* A named number in a finding, such as the number of bytes in a queue. */
struct figure {
	/* the name of the number in JSON */
	const char *key;
	enum unit unit;
	uint64_t value;
};

struct doctor_check;

/* The advice in a finding: what the trouble usually means, and what the user should look
 * at next. */
struct finding_advice {
	const char *means;
	/* what the user should look at next; if the text ends in "--explain",
	 * finding_put_next appends the name of a state */
	const char *next;
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	/* the advice to show in place of check->words.means and check->words.next; NULL:
	 * these two are shown */
	const struct finding_advice *advice;
	/* the peer addresses of the sockets are addresses of this host */
	bool is_own;
	/* the limit of the first figure, copied from measure.limit; 0: no limit */
	uint64_t limit;
	/* the number of sockets in trouble; 0: the finding is about counters */
	uint64_t sockets;
	/* examples of the sockets in trouble, sorted by age: the socket longest in
	 * trouble comes first */
	struct doctor_sample samples[DOCTOR_SAMPLES];
	size_t samples_len;
	/* has_age: least_ms is set; has_most: most_ms is set. The socket that has been in
	 * trouble longest has been so for at least least_ms and at most most_ms
	 * milliseconds. */
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* the inode of a socket held by the processes that hold all sockets of the
	 * finding; 0: the sockets have different owners */
	uint64_t owner_inode;
	/* the inode of the listener of this host that the sockets connect to; 0: no such
	 * listener is known */
	uint64_t server_inode;
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* how many findings of the same check are not listed, and how many sockets these
	 * have; set in the last listed finding of the check, 0 in other findings */
	uint64_t more_findings, more_sockets;
};

/* The texts that all findings of a check share. */
struct finding_words {
	/* the identifier of the check in JSON, which stays the same in all versions */
	const char *id;
	enum severity severity;
	const char *what;
	/* the default advice: what the trouble usually means (means), and what the user
	 * should look at next (next) */
	const char *means, *next;
};

const struct finding_words *finding_words(const struct finding *f);

/* Returns what a finding usually means: the text of its advice or, if it has no advice,
 * of its check. */
const char *finding_means(const struct finding *f);

/* Appends what the user should look at next. If the text ends in "--explain", the state
 * of the first sample is appended to it. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* Returns the texts of the i-th check in the order of check_at; NULL: there are fewer
 * checks. */
const struct finding_words *doctor_words(size_t i);

/* Returns the k-th more specific advice of the i-th check in the order of check_at; NULL:
 * the check has fewer. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Returns whether the i-th check (in the order of check_at) has data to examine. A check
 * of sockets has data if `pairs`, a mask of pairs of protocol and IP version, includes
 * its protocol; a check of counters has data if has_counters is set. */
bool doctor_looks_for(size_t i, uint32_t pairs, bool has_counters);

const char *severity_name(enum severity severity);

/* side_id returns the identifier of a side in JSON, and side_words its description for
 * the user. */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* Makes a diagnosis that has found nothing yet, with copies of thresholds and limits.
 * Returns 0 or -ENOMEM. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Records a TCP socket that listens or waits for accept(); other sockets are ignored. To
 * be called for every socket of the namespace, also for those that are never passed to
 * doctor_add, before the first doctor_add. Returns 0 or -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Applies the checks to a socket, and adds the socket to a finding of each check that
 * finds it in trouble. holders: the owners of all sockets; NULL: owners are not known.
 * Returns 0 or -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Completes the findings; called once, after the last doctor_add. since: the growth of
 * the counters in the interval; NULL: the counters were not read. Returns 0 or
 * -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* Returns the findings, sorted by severity with the most severe first, and sets
 * *ret_count to their number. They are valid until doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* doctor_count returns how many sockets of a protocol were passed to doctor_add, and
 * doctor_count_state how many TCP sockets in a state. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
