/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"

#include <string.h>

#include "netlink.h"
#include "sockstat.h"
#include "util/cleanup.h"

/* Defines get_NAME(), which returns the value of a field. The arguments behind `name`
 * initialize members of the returned struct field_value. */
#define GETTER(name, ...)                                                                \
	static struct field_value get_##name(const struct sock *s)                       \
	{                                                                                \
		return (struct field_value){ __VA_ARGS__ };                              \
	}

/* clang-format off */
GETTER(proto, .word = proto_desc(s->proto)->name)
GETTER(family, .word = proto_desc(s->proto)->family ?: s->ip == IP_V4 ? "inet" : "inet6")
GETTER(type, .number = s->type, .word = sock_type_name(s->type))
GETTER(state, .number = s->state,
       .word = s->state == STATE_CLOSE ? proto_desc(s->proto)->closed
				       : proto_state_name(s->proto, s->state))
GETTER(local_address, .addr = &s->local)
GETTER(local_port, .number = s->local_port)
GETTER(peer_address, .addr = &s->peer)
GETTER(peer_port, .number = s->peer_port)
GETTER(local_addresses, .number = sock_addrs_kept(&s->sctp.locals),
       .addr = s->sctp.locals.all)
GETTER(local_address_count, .number = s->sctp.locals.count)
GETTER(peer_addresses, .number = sock_addrs_kept(&s->sctp.peers),
       .addr = s->sctp.peers.all)
GETTER(peer_address_count, .number = s->sctp.peers.count)
GETTER(path, .number = s->un.name_len, .bytes = s->un.name)
/* The value is the name of an abstract unix socket without the NUL at its start. */
GETTER(abstract, .number = s->un.name_len ? s->un.name_len - 1U : 0,
       .bytes = s->un.name + 1)
GETTER(peer_inode, .number = s->peer_inode)
GETTER(refcnt, .number = s->un.refcnt)
GETTER(ethertype, .number = s->packet.ethertype)
GETTER(protocol, .number = s->nl.protocol, .word = netlink_protocol_name(s->nl.protocol))
GETTER(portid, .number = s->nl.portid)
GETTER(peer_portid, .number = s->nl.peer_portid)
GETTER(groups, .set = { s->nl.groups, SOCK_GROUP_WORDS * 32, s->nl.protocol,
			netlink_group_name })
GETTER(local_cid, .number = s->vsock.local_cid)
GETTER(local_vsock_port, .number = s->vsock.local_port)
GETTER(peer_cid, .number = s->vsock.peer_cid)
GETTER(peer_vsock_port, .number = s->vsock.peer_port)
GETTER(queue, .number = s->xdp.queue)
GETTER(node, .number = s->tipc.node)
GETTER(ref, .number = s->tipc.ref)
GETTER(peer_node, .number = s->tipc.peer_node)
GETTER(peer_ref, .number = s->tipc.peer_ref)
GETTER(recv_q, .number = s->recv_q)
GETTER(send_q, .number = s->send_q)
GETTER(uid, .number = s->uid)
GETTER(inode, .number = s->inode)
GETTER(cookie, .number = s->cookie)
GETTER(v6only, .number = s->v6only)
GETTER(ifindex, .number = s->ifindex)
GETTER(netns, .number = sock_netns(s))
GETTER(timer, .number = s->timer, .word = timer_name(s->timer))
GETTER(timer_ms, .number = s->timer_ms)
GETTER(retransmits, .number = s->retransmits)
GETTER(probes, .number = s->probes)
/* clang-format on */

bool sock_memory_member(const struct sock *s, size_t i, struct field_member *ret)
{
	*ret = (struct field_member){
		.name = memory_name((enum memory)i),
		.type = FIELD_NUMBER,
		.value.number = s->memory.of[i],
	};
	return i < s->memory.count;
}

GETTER(memory, .object = { s, MEMORY_MAX_, sock_memory_member })

static const enum field_type types_of_facts[] = {
	[TCP_KIND_NUMBER] = FIELD_NUMBER,
	[TCP_KIND_BOOL] = FIELD_BOOL,
	[TCP_KIND_CA_STATE] = FIELD_WORD,
	[TCP_KIND_OPTIONS] = FIELD_SET,
};

/* Reads member i of the field tcp_info: member 0 is the name of the congestion control,
 * member i > 0 is the fact i - 1 of enum tcp_fact. Returns false if the socket lacks the
 * member. */
bool sock_tcp_member(const struct sock *s, size_t i, struct field_member *ret)
{
	const struct sock_tcp *tcp = &s->tcp;

	if (i == 0) {
		*ret = (struct field_member){ .name = "congestion", .type = FIELD_BYTES };
		ret->value.number = strnlen(tcp->congestion, TCP_CONGESTION_MAX);
		ret->value.bytes = tcp->congestion;
		return ret->value.number;
	}

	const enum tcp_fact fact = (enum tcp_fact)(i - 1);
	*ret = (struct field_member){
		.name = tcp_facts[fact].name,
		.type = types_of_facts[tcp_facts[fact].kind],
		.value.number = tcp->facts[fact],
	};
	if (ret->type == FIELD_WORD)
		ret->value.word = tcp_ca_state_name((unsigned int)tcp->facts[fact]);
	if (ret->type == FIELD_SET)
		ret->value.set = (struct field_set){ &tcp->options, TCP_OPTIONS_MAX, 0,
						     tcp_option_name };
	return tcp_has(tcp, fact);
}

GETTER(tcp_info, .object = { s, 1 + TCP_FACT_MAX_, sock_tcp_member })

/* clang-format off */
/* Defines the row of a field that has no unit. */
#define FIELD(id, name, type, needs, help)                                               \
	{ id, #name, type, needs, NULL, help, get_##name }
#define NUMBER(id, name, needs, help) FIELD(id, name, FIELD_NUMBER, needs, help)

const struct field_desc sock_fields[] = {
	FIELD(SOCKSTAT_FIELD_PROTO, proto, FIELD_WORD, 0,
		"tcp, udp, udplite, sctp, raw, icmp, unix, mptcp, packet, netlink, "
		"vsock, xdp, tipc"),
	FIELD(SOCKSTAT_FIELD_FAMILY, family, FIELD_WORD, 0,
		"inet, inet6, unix, link, netlink, vsock, xdp, tipc"),
	FIELD(SOCKSTAT_FIELD_TYPE, type, FIELD_WORD, SOCK_HAS_TYPE,
		"STREAM, DGRAM, RAW, RDM, SEQPACKET"),
	FIELD(SOCKSTAT_FIELD_STATE, state, FIELD_WORD, 0,
		"TCP or SCTP state; UNCONN: a datagram socket without peer"),
	FIELD(SOCKSTAT_FIELD_LOCAL_ADDRESS, local_address, FIELD_ADDR, SOCK_HAS_INET,
		"address it is bound to"),
	NUMBER(SOCKSTAT_FIELD_LOCAL_PORT, local_port, SOCK_HAS_INET,
		"port it is bound to"),
	FIELD(SOCKSTAT_FIELD_PEER_ADDRESS, peer_address, FIELD_ADDR, SOCK_HAS_INET,
		"address it is connected to"),
	NUMBER(SOCKSTAT_FIELD_PEER_PORT, peer_port, SOCK_HAS_INET,
		"port it is connected to"),
	FIELD(SOCKSTAT_FIELD_LOCAL_ADDRESSES, local_addresses, FIELD_ADDRS, SOCK_HAS_SCTP,
		"of an SCTP socket: the first eight"),
	NUMBER(SOCKSTAT_FIELD_LOCAL_ADDRESS_COUNT, local_address_count, SOCK_HAS_SCTP,
		"of an SCTP socket"),
	FIELD(SOCKSTAT_FIELD_PEER_ADDRESSES, peer_addresses, FIELD_ADDRS, SOCK_HAS_SCTP,
		"of an SCTP socket: the first eight"),
	NUMBER(SOCKSTAT_FIELD_PEER_ADDRESS_COUNT, peer_address_count, SOCK_HAS_SCTP,
		"of an SCTP socket"),
	FIELD(SOCKSTAT_FIELD_PATH, path, FIELD_BYTES, SOCK_HAS_PATH,
		"name of a unix socket"),
	FIELD(SOCKSTAT_FIELD_ABSTRACT, abstract, FIELD_BYTES, SOCK_HAS_ABSTRACT,
		"name of a unix socket that is no path"),
	NUMBER(SOCKSTAT_FIELD_PEER_INODE, peer_inode, SOCK_HAS_PEER_INODE,
		"0: its peer has gone, or is not yet accepted"),
	NUMBER(SOCKSTAT_FIELD_REFCNT, refcnt, SOCK_HAS_REFCNT,
		"references to a unix socket"),
	NUMBER(SOCKSTAT_FIELD_ETHERTYPE, ethertype, SOCK_HAS_PACKET, "3: all; 0: none"),
	FIELD(SOCKSTAT_FIELD_PROTOCOL, protocol, FIELD_WORD, SOCK_HAS_NETLINK,
		"route, generic and so on"),
	NUMBER(SOCKSTAT_FIELD_PORTID, portid, SOCK_HAS_NETLINK,
		"0: the kernel's, or not bound"),
	NUMBER(SOCKSTAT_FIELD_PEER_PORTID, peer_portid, SOCK_HAS_NETLINK,
		"0: the kernel"),
	FIELD(SOCKSTAT_FIELD_GROUPS, groups, FIELD_SET, SOCK_HAS_NETLINK,
		"multicast groups it is in"),
	NUMBER(SOCKSTAT_FIELD_LOCAL_CID, local_cid, SOCK_HAS_VSOCK, "4294967295: any"),
	NUMBER(SOCKSTAT_FIELD_LOCAL_VSOCK_PORT, local_vsock_port, SOCK_HAS_VSOCK,
		"4294967295: any"),
	NUMBER(SOCKSTAT_FIELD_PEER_CID, peer_cid, SOCK_HAS_VSOCK | SOCK_HAS_PEER,
		"context it is connected to"),
	NUMBER(SOCKSTAT_FIELD_PEER_VSOCK_PORT, peer_vsock_port,
		SOCK_HAS_VSOCK | SOCK_HAS_PEER, "port it is connected to"),
	NUMBER(SOCKSTAT_FIELD_QUEUE, queue, SOCK_HAS_XDP | SOCK_HAS_QUEUE,
		"of the interface an XDP socket is bound to"),
	NUMBER(SOCKSTAT_FIELD_NODE, node, SOCK_HAS_TIPC, "TIPC node"),
	NUMBER(SOCKSTAT_FIELD_REF, ref, SOCK_HAS_TIPC, "TIPC port"),
	NUMBER(SOCKSTAT_FIELD_PEER_NODE, peer_node, SOCK_HAS_TIPC | SOCK_HAS_PEER,
		"TIPC node it is connected to"),
	NUMBER(SOCKSTAT_FIELD_PEER_REF, peer_ref, SOCK_HAS_TIPC | SOCK_HAS_PEER,
		"TIPC port it is connected to"),
	{ SOCKSTAT_FIELD_RECV_Q, "recv_q", FIELD_NUMBER, SOCK_HAS_RECV_Q, "bytes",
		"not yet read; of a listener, connections not yet accepted", get_recv_q },
	{ SOCKSTAT_FIELD_SEND_Q, "send_q", FIELD_NUMBER, SOCK_HAS_SEND_Q, "bytes",
		"not yet acknowledged; of a listener, its backlog limit", get_send_q },
	NUMBER(SOCKSTAT_FIELD_UID, uid, SOCK_HAS_UID, "user who made it"),
	NUMBER(SOCKSTAT_FIELD_INODE, inode, 0, "0: held by no process"),
	FIELD(SOCKSTAT_FIELD_COOKIE, cookie, FIELD_HEX, SOCK_HAS_COOKIE,
		"never used twice until the system restarts"),
	FIELD(SOCKSTAT_FIELD_V6ONLY, v6only, FIELD_BOOL, SOCK_HAS_V6ONLY,
		"of an IPv6 socket that listens or has no peer: it takes no IPv4"),
	NUMBER(SOCKSTAT_FIELD_IFINDEX, ifindex, SOCK_HAS_IFINDEX,
		"interface it is bound to"),
	NUMBER(SOCKSTAT_FIELD_NETNS, netns, SOCK_HAS_NETNS,
		"network namespace, if another or with --netns; 0: not known"),
	FIELD(SOCKSTAT_FIELD_TIMER, timer, FIELD_WORD, SOCK_HAS_INET,
		"off, on, keepalive, timewait, probe"),
	{ SOCKSTAT_FIELD_TIMER_MS, "timer_ms", FIELD_NUMBER, SOCK_HAS_INET,
		"milliseconds", "until the timer expires", get_timer_ms },
	NUMBER(SOCKSTAT_FIELD_RETRANSMITS, retransmits, SOCK_HAS_INET,
		"unanswered so far"),
	NUMBER(SOCKSTAT_FIELD_PROBES, probes, SOCK_HAS_INET, "unanswered so far"),
	FIELD(SOCKSTAT_FIELD_MEMORY, memory, FIELD_OBJECT, SOCK_HAS_MEMORY,
		"bytes; drops: packets"),
	FIELD(SOCKSTAT_FIELD_TCP_INFO, tcp_info, FIELD_OBJECT, SOCK_HAS_TCP_INFO,
		"facts of a connection"),
};
/* clang-format on */
const size_t sock_fields_count = ARRAY_SIZE(sock_fields);
