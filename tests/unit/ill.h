/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up connections, and a doctor that examines them. */
#ifndef TESTS_ILL_H
#define TESTS_ILL_H

#include <arpa/inet.h>

#include "diagnose/doctor.h"
#include "unit.h"

#define S  UINT64_C(1000)
#define NS UINT64_C(1000000000)

enum { FACTS = 4, EPHEMERAL = 40000 };

/* A connection in a state, with the values that the kernel reports about it. */
struct made {
	const char *row;
	enum state state;
	struct {
		enum timer what;
		unsigned int resent;
		uint32_t ms;
	} timer;
	struct {
		uint32_t recv, send;
		uint64_t inode;
	} of;
	/* Values of the kernel; the list ends with a row of zeros, which stands for
	 * TCP_CA_STATE. */
	struct {
		enum tcp_fact fact;
		uint64_t value;
	} facts[FACTS];
	/* Id of the only finding, or NULL if the connection is healthy. */
	const char *id;
};

static inline struct sock sock_of(const struct made *m)
{
	static const uint8_t here[] = { 127, 0, 0, 1 };
	static const uint8_t there[] = { 192, 0, 2, 1 };
	struct sock s = {
		.has = SOCK_HAS_INET | SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q,
		.proto = PROTO_TCP,
		.state = (uint8_t)m->state,
		.timer = (uint8_t)m->timer.what,
		.retransmits = (uint8_t)m->timer.resent,
		.timer_ms = m->timer.ms,
		.recv_q = m->of.recv,
		.send_q = m->of.send,
		.inode = m->of.inode,
		.local = addr_make(AF_INET, here),
		.peer = addr_make(AF_INET, there),
		.local_port = EPHEMERAL,
		.peer_port = 80,
	};

	for (size_t i = 0; i < FACTS && m->facts[i].fact; i++) {
		s.has |= SOCK_HAS_TCP_INFO;
		s.tcp.has |= TCP_BIT(m->facts[i].fact);
		s.tcp.facts[m->facts[i].fact] = m->facts[i].value;
	}
	return s;
}

static inline struct doctor *begin(void)
{
	const struct thresholds thresholds = thresholds_normal();
	const struct netlimits limits = {
		.port_first = EPHEMERAL,
		.port_last = EPHEMERAL + 99,
		.fin_timeout_ms = 60000,
	};
	struct doctor *d = NULL;

	assert_int_equal(doctor_new(&thresholds, &limits, &d), 0);
	return d;
}

/* Adds a connection that is selected: the doctor notes and judges it. */
static inline void add(struct doctor *d, const struct sock *s)
{
	assert_int_equal(doctor_note(d, s), 0);
	assert_int_equal(doctor_add(d, s, NULL), 0);
}

static inline const struct finding *judged(struct doctor *d, const struct counters *since,
					   size_t *ret_count)
{
	assert_int_equal(doctor_judge(d, since), 0);
	return doctor_findings(d, ret_count);
}

#endif
