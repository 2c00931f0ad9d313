/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"

#include "base/cleanup.h"

#define NUMBER_FIELD(field)                                                              \
	static struct field_value get_##field(const struct sock *s)                      \
	{                                                                                \
		return (struct field_value){ .number = s->field };                       \
	}

NUMBER_FIELD(local_port)
NUMBER_FIELD(peer_port)
NUMBER_FIELD(recv_q)
NUMBER_FIELD(send_q)
NUMBER_FIELD(uid)
NUMBER_FIELD(inode)
NUMBER_FIELD(cookie)
NUMBER_FIELD(ifindex)
NUMBER_FIELD(timer_ms)
NUMBER_FIELD(retransmits)
NUMBER_FIELD(probes)

static struct field_value get_proto(const struct sock *s)
{
	return (struct field_value){ .word = proto_desc(s->proto)->name };
}

static struct field_value get_family(const struct sock *s)
{
	return (struct field_value){ .word = s->ip == IP_V4 ? "inet" : "inet6" };
}

static struct field_value get_state(const struct sock *s)
{
	return (struct field_value){
		.number = s->state,
		.word = s->state == STATE_CLOSE ? proto_desc(s->proto)->closed
						: state_name(s->state),
	};
}

static struct field_value get_local(const struct sock *s)
{
	return (struct field_value){ .addr = &s->local };
}

static struct field_value get_peer(const struct sock *s)
{
	return (struct field_value){ .addr = &s->peer };
}

static struct field_value get_timer(const struct sock *s)
{
	return (struct field_value){ .number = s->timer, .word = timer_name(s->timer) };
}

const struct field_desc sock_fields[] = {
	{ "proto", FIELD_WORD, 0, NULL, "tcp, udp, udplite", get_proto },
	{ "family", FIELD_WORD, 0, NULL, "inet, inet6", get_family },
	{ "state", FIELD_WORD, 0, NULL,
	  "TCP state; UNCONN: a datagram socket without peer", get_state },
	{ "local_address", FIELD_ADDR, 0, NULL, "address it is bound to", get_local },
	{ "local_port", FIELD_NUMBER, 0, NULL, "port it is bound to", get_local_port },
	{ "peer_address", FIELD_ADDR, 0, NULL, "address it is connected to", get_peer },
	{ "peer_port", FIELD_NUMBER, 0, NULL, "port it is connected to", get_peer_port },
	{ "recv_q", FIELD_NUMBER, 0, "bytes",
	  "not yet read; of a listener, connections not yet accepted", get_recv_q },
	{ "send_q", FIELD_NUMBER, SOCK_HAS_SEND_Q, "bytes",
	  "not yet acknowledged; of a listener, its backlog limit", get_send_q },
	{ "uid", FIELD_NUMBER, 0, NULL, "user who made it", get_uid },
	{ "inode", FIELD_NUMBER, 0, NULL, "0: held by no process", get_inode },
	{ "cookie", FIELD_HEX, SOCK_HAS_COOKIE, NULL,
	  "never used twice until the system restarts", get_cookie },
	{ "ifindex", FIELD_NUMBER, SOCK_HAS_IFINDEX, NULL, "interface it is bound to",
	  get_ifindex },
	{ "timer", FIELD_WORD, 0, NULL, "off, on, keepalive, timewait, probe",
	  get_timer },
	{ "timer_ms", FIELD_NUMBER, 0, "milliseconds", "until the timer expires",
	  get_timer_ms },
	{ "retransmits", FIELD_NUMBER, 0, NULL, "unanswered so far", get_retransmits },
	{ "probes", FIELD_NUMBER, 0, NULL, "unanswered so far", get_probes },
};
const size_t sock_fields_count = ARRAY_SIZE(sock_fields);
