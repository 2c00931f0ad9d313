/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis of --doctor: finds trouble with connections of a network namespace in
 * data that the caller passes in, which are the sockets and the growth of the kernel's
 * counters in an interval. */
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
	/* The maximum number of sockets that a finding lists. */
	DOCTOR_SAMPLES = 5,
	/* The maximum number of findings of one check that are listed; further findings
	 * are only counted. */
	DOCTOR_GROUPS = 10,
	/* The maximum number of figures (named numbers) that a finding has. */
	DOCTOR_FIGURES = 6,
};

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_FAILURE, SEVERITY_MAX_ };

/* Where the cause of the trouble that a finding reports usually is. */
enum side {
	/* The cause of the trouble is a program on this host. */
	SIDE_PROGRAM,
	/* The cause of the trouble is this host as a whole, not one of its programs. */
	SIDE_HOST,
	/* The cause of the trouble is the program at the other end of the connection. */
	SIDE_PEER,
	/* The cause of the trouble is the host at the other end of the connection, or the
	 * network path to that host. */
	SIDE_PEER_OR_PATH,
	/* The cause of the trouble is the network path between the hosts. */
	SIDE_PATH,
	/* The cause of the trouble may be at either end of the connection. */
	SIDE_UNKNOWN,
	SIDE_MAX_,
};

/* A socket in trouble that a finding of --doctor lists as an example. */
struct doctor_sample {
	uint8_t proto, ip, state;
	bool has_age, has_most;
	uint16_t local_port, peer_port;
	struct addr local, peer;
	/* recv_q: the number of bytes in the receive queue, without the FIN; send_q: the
	 * number of bytes in the send queue. For a listener: the length of its accept
	 * queue and the limit of this length. */
	uint32_t recv_q, send_q;
	/* Whether the receive queue ends in a FIN, which the kernel counts as one byte
	 * and recv_q does not count. */
	bool has_unread_fin;
	uint64_t inode;
	/* The reason why no owner of the socket was found, as a name of
	 * no_owner_reason_name; NULL: the socket has an owner, or owners were not
	 * searched for. */
	const char *no_owner;
	/* The bounds of the time for which the socket has been in trouble, in
	 * milliseconds. least_ms, the lower bound, is only valid if the member has_age is
	 * set; most_ms, the upper bound, only if the member has_most is set. */
	uint64_t least_ms, most_ms;
};

/* A named number in a finding of --doctor, such as the number of bytes in a queue. */
struct figure {
	/* The name of the number in the JSON output. */
	const char *key;
	enum unit unit;
	uint64_t value;
};

struct doctor_check;

/* Advice in a finding of --doctor: what the trouble usually means, and what the user
 * should look at next. */
struct finding_advice {
	const char *means;
	/* What the user should look at next; if the text ends in "--explain",
	 * finding_put_next appends the name of a TCP state. */
	const char *next;
};

struct finding {
	const struct doctor_check *check;
	enum side side;
	/* The advice that is shown in place of the default advice of the check; NULL: the
	 * default advice is shown. */
	const struct finding_advice *advice;
	/* Whether the peer addresses of the sockets in trouble belong to this host. */
	bool is_own;
	/* The limit of the first figure (a named number) of the finding, copied from
	 * measure.limit; 0: there is no limit. */
	uint64_t limit;
	/* The number of sockets in trouble; 0: the finding is about counters. */
	uint64_t sockets;
	/* Examples of the sockets in trouble, sorted by age: the socket that has been in
	 * trouble longest comes first. */
	struct doctor_sample samples[DOCTOR_SAMPLES];
	size_t samples_len;
	/* Whether bounds are known of the time for which the socket that has been in
	 * trouble longest has been in trouble. has_age: the lower bound, least_ms, is
	 * set; has_most: the upper bound, most_ms, is set. */
	bool has_age, has_most;
	uint64_t least_ms, most_ms;
	/* The inode of a socket whose owners are also the owners of all other sockets of
	 * the finding; 0: the sockets have different owners. */
	uint64_t owner_inode;
	/* The inode of the listener of this host to which the sockets of the finding
	 * connect; 0: no such listener is known. */
	uint64_t server_inode;
	struct figure figures[DOCTOR_FIGURES];
	size_t figures_len;
	/* How many findings of the check are not listed, and how many sockets the
	 * unlisted findings have; set only in the last listed finding of the check, 0 in
	 * other findings. */
	uint64_t more_findings, more_sockets;
};

/* The texts that all findings of one check of --doctor share. */
struct finding_words {
	/* The identifier of the check in the JSON output, which never changes. */
	const char *id;
	enum severity severity;
	const char *what;
	/* The default advice: what the trouble usually means (means), and what the user
	 * should look at next (next). */
	const char *means, *next;
};

const struct finding_words *finding_words(const struct finding *f);

/* Returns what the trouble of a finding usually means: the text of finding.advice or, if
 * that is NULL, the default text of the check. */
const char *finding_means(const struct finding *f);

/* Appends to sb the text of a finding that says what the user should look at next. If the
 * text ends in "--explain", the state of the first sample socket of the finding is
 * appended to the text. */
void finding_put_next(const struct finding *f, struct strbuf *sb);

/* Returns the texts of the i-th check of --doctor in the order of check_at; NULL: there
 * are fewer checks. */
const struct finding_words *doctor_words(size_t i);

/* Returns the k-th more specific advice of the i-th check of --doctor in the order of
 * check_at; NULL: the check has fewer than k + 1 pieces of such advice. */
const struct finding_advice *doctor_advice(size_t i, size_t k);

/* Returns whether the i-th check of --doctor (in the order of check_at) has data to
 * examine. A check of sockets has data if its protocol is included in `pairs`, a mask
 * of pairs of protocol and IP version; a check of counters has data if has_counters is
 * set. */
bool doctor_looks_for(size_t i, uint32_t pairs, bool has_counters);

const char *severity_name(enum severity severity);

/* For the side at which the cause of a finding is, side_id returns the identifier in the
 * JSON output, and side_words returns a description for the user. */
const char *side_id(enum side side);
const char *side_words(enum side side);

struct doctor;

/* Makes a diagnosis without findings, with copies of the thresholds of --doctor and of
 * the limits of the kernel. Returns 0 or -ENOMEM. */
int doctor_new(const struct thresholds *thresholds, const struct netlimits *limits,
	       struct doctor **ret);
struct doctor *doctor_free(struct doctor *d);

/* Records a TCP socket that listens or waits for accept(); does nothing for other
 * sockets. To be called for every socket of the namespace before the first call of
 * doctor_add, also for sockets that are never passed to doctor_add. Returns 0 or
 * -ENOMEM. */
int doctor_note(struct doctor *d, const struct sock *s);

/* Applies all checks of --doctor to the socket s, and adds s to a finding of each check
 * that finds s in trouble. holders: the owners of all sockets; NULL: owners are not
 * known. Returns 0 or -ENOMEM. */
int doctor_add(struct doctor *d, const struct sock *s, const struct owner_index *holders);

/* Completes the findings; called once, after the last call of doctor_add. since: the
 * growth of the kernel's counters in the interval of --doctor; NULL: the counters were
 * not read. Returns 0 or -ENOMEM. */
int doctor_judge(struct doctor *d, const struct counters *since);

/* Returns the findings, sorted by severity with the most severe first, and sets
 * *ret_count to their number. The returned array is valid until doctor_free. */
const struct finding *doctor_findings(const struct doctor *d, size_t *ret_count);

/* doctor_count returns how many sockets of a protocol were passed to doctor_add, and
 * doctor_count_state returns how many TCP sockets in a state were passed to
 * doctor_add. */
uint64_t doctor_count(const struct doctor *d, enum proto proto);
uint64_t doctor_count_state(const struct doctor *d, enum state state);

#endif
