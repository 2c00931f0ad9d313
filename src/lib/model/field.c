/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "field.h"

#include <string.h>

#include "netlink.h"
#include "sockstat.h"
#include "util/cleanup.h"

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
NUMBER_FIELD(peer_inode)
NUMBER_FIELD(cookie)
NUMBER_FIELD(netns)
NUMBER_FIELD(ifindex)
NUMBER_FIELD(v6only)
NUMBER_FIELD(timer_ms)
NUMBER_FIELD(retransmits)
NUMBER_FIELD(probes)

#define PART_FIELD(part, field)                                                          \
	static struct field_value get_##part##_##field(const struct sock *s)             \
	{                                                                                \
		return (struct field_value){ .number = s->part.field };                  \
	}

PART_FIELD(un, refcnt)
PART_FIELD(packet, ethertype)
PART_FIELD(nl, portid)
PART_FIELD(nl, peer_portid)
PART_FIELD(vsock, local_cid)
PART_FIELD(vsock, local_port)
PART_FIELD(vsock, peer_cid)
PART_FIELD(vsock, peer_port)
PART_FIELD(xdp, queue)
PART_FIELD(tipc, node)
PART_FIELD(tipc, ref)
PART_FIELD(tipc, peer_node)
PART_FIELD(tipc, peer_ref)

static struct field_value get_proto(const struct sock *s)
{
	return (struct field_value){ .word = proto_desc(s->proto)->name };
}

static struct field_value get_family(const struct sock *s)
{
	const char *family = proto_desc(s->proto)->family;

	return (struct field_value){
		.word = family           ? family
			: s->ip == IP_V4 ? "inet"
					 : "inet6",
	};
}

static struct field_value get_state(const struct sock *s)
{
	return (struct field_value){
		.number = s->state,
		.word = s->state == STATE_CLOSE ? proto_desc(s->proto)->closed
						: proto_state_name(s->proto, s->state),
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

static struct field_value get_locals(const struct sock *s)
{
	return (struct field_value){
		.number = sock_addrs_kept(&s->sctp.locals),
		.addr = s->sctp.locals.all,
	};
}

static struct field_value get_peers(const struct sock *s)
{
	return (struct field_value){
		.number = sock_addrs_kept(&s->sctp.peers),
		.addr = s->sctp.peers.all,
	};
}

static struct field_value get_local_count(const struct sock *s)
{
	return (struct field_value){ .number = s->sctp.locals.count };
}

static struct field_value get_peer_count(const struct sock *s)
{
	return (struct field_value){ .number = s->sctp.peers.count };
}

static struct field_value get_timer(const struct sock *s)
{
	return (struct field_value){ .number = s->timer, .word = timer_name(s->timer) };
}

static struct field_value get_type(const struct sock *s)
{
	return (struct field_value){ .number = s->type, .word = sock_type_name(s->type) };
}

static struct field_value get_path(const struct sock *s)
{
	return (struct field_value){ .number = s->un.name_len, .bytes = s->un.name };
}

/* Leaves out the leading NUL that marks a name as abstract. */
static struct field_value get_abstract(const struct sock *s)
{
	return (struct field_value){
		.number = s->un.name_len ? s->un.name_len - 1U : 0,
		.bytes = s->un.name + 1,
	};
}

static struct field_value get_nl_protocol(const struct sock *s)
{
	return (struct field_value){
		.number = s->nl.protocol,
		.word = netlink_protocol_name(s->nl.protocol),
	};
}

static struct field_value get_nl_groups(const struct sock *s)
{
	return (struct field_value){
		.set = {
			.words = s->nl.groups,
			.members = SOCK_GROUP_WORDS * 32,
			.kind = s->nl.protocol,
			.name = netlink_group_name,
		},
	};
}

static bool memory_member(const struct sock *s, size_t i, struct field_member *ret)
{
	*ret = (struct field_member){
		.name = memory_name((enum memory)i),
		.type = FIELD_NUMBER,
		.value.number = s->memory.of[i],
	};
	return i < s->memory.count;
}

static struct field_value get_memory(const struct sock *s)
{
	return (struct field_value){
		.object = { .sock = s, .members = MEMORY_MAX_, .get = memory_member },
	};
}

static const enum field_type types_of_facts[] = {
	[TCP_KIND_NUMBER] = FIELD_NUMBER,
	[TCP_KIND_BOOL] = FIELD_BOOL,
	[TCP_KIND_CA_STATE] = FIELD_WORD,
	[TCP_KIND_OPTIONS] = FIELD_SET,
};

/* Member 0 is the congestion control; the others are the facts. */
static bool tcp_member(const struct sock *s, size_t i, struct field_member *ret)
{
	const struct sock_tcp *tcp = &s->tcp;

	if (i == 0) {
		*ret = (struct field_member){
			.name = "congestion",
			.type = FIELD_BYTES,
			.value = { .number = strnlen(tcp->congestion, TCP_CONGESTION_MAX),
				   .bytes = tcp->congestion },
		};
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
		ret->value.set = (struct field_set){
			.words = &tcp->options,
			.members = TCP_OPTIONS_MAX,
			.name = tcp_option_name,
		};
	return tcp_has(tcp, fact);
}

static struct field_value get_tcp_info(const struct sock *s)
{
	return (struct field_value){
		.object = { .sock = s, .members = 1 + TCP_FACT_MAX_, .get = tcp_member },
	};
}

const struct field_desc sock_fields[] = {
	{ SOCKSTAT_FIELD_PROTO, "proto", FIELD_WORD, 0, NULL,
	  "tcp, udp, udplite, sctp, raw, icmp, unix, mptcp, packet, netlink, vsock, xdp, "
	  "tipc",
	  get_proto },
	{ SOCKSTAT_FIELD_FAMILY, "family", FIELD_WORD, 0, NULL,
	  "inet, inet6, unix, link, netlink, vsock, xdp, tipc", get_family },
	{ SOCKSTAT_FIELD_TYPE, "type", FIELD_WORD, SOCK_HAS_TYPE, NULL,
	  "STREAM, DGRAM, RAW, RDM, SEQPACKET", get_type },
	{ SOCKSTAT_FIELD_STATE, "state", FIELD_WORD, 0, NULL,
	  "TCP or SCTP state; UNCONN: a datagram socket without peer", get_state },
	{ SOCKSTAT_FIELD_LOCAL_ADDRESS, "local_address", FIELD_ADDR, SOCK_HAS_INET, NULL,
	  "address it is bound to", get_local },
	{ SOCKSTAT_FIELD_LOCAL_PORT, "local_port", FIELD_NUMBER, SOCK_HAS_INET, NULL,
	  "port it is bound to", get_local_port },
	{ SOCKSTAT_FIELD_PEER_ADDRESS, "peer_address", FIELD_ADDR, SOCK_HAS_INET, NULL,
	  "address it is connected to", get_peer },
	{ SOCKSTAT_FIELD_PEER_PORT, "peer_port", FIELD_NUMBER, SOCK_HAS_INET, NULL,
	  "port it is connected to", get_peer_port },
	{ SOCKSTAT_FIELD_LOCAL_ADDRESSES, "local_addresses", FIELD_ADDRS, SOCK_HAS_SCTP,
	  NULL, "of an SCTP socket: the first eight", get_locals },
	{ SOCKSTAT_FIELD_LOCAL_ADDRESS_COUNT, "local_address_count", FIELD_NUMBER,
	  SOCK_HAS_SCTP, NULL, "of an SCTP socket", get_local_count },
	{ SOCKSTAT_FIELD_PEER_ADDRESSES, "peer_addresses", FIELD_ADDRS, SOCK_HAS_SCTP,
	  NULL, "of an SCTP socket: the first eight", get_peers },
	{ SOCKSTAT_FIELD_PEER_ADDRESS_COUNT, "peer_address_count", FIELD_NUMBER,
	  SOCK_HAS_SCTP, NULL, "of an SCTP socket", get_peer_count },
	{ SOCKSTAT_FIELD_PATH, "path", FIELD_BYTES, SOCK_HAS_PATH, NULL,
	  "name of a unix socket", get_path },
	{ SOCKSTAT_FIELD_ABSTRACT, "abstract", FIELD_BYTES, SOCK_HAS_ABSTRACT, NULL,
	  "name of a unix socket that is no path", get_abstract },
	{ SOCKSTAT_FIELD_PEER_INODE, "peer_inode", FIELD_NUMBER, SOCK_HAS_PEER_INODE,
	  NULL, "0: its peer has gone, or is not yet accepted", get_peer_inode },
	{ SOCKSTAT_FIELD_REFCNT, "refcnt", FIELD_NUMBER, SOCK_HAS_REFCNT, NULL,
	  "references to a unix socket", get_un_refcnt },
	{ SOCKSTAT_FIELD_ETHERTYPE, "ethertype", FIELD_NUMBER, SOCK_HAS_PACKET, NULL,
	  "3: all; 0: none", get_packet_ethertype },
	{ SOCKSTAT_FIELD_PROTOCOL, "protocol", FIELD_WORD, SOCK_HAS_NETLINK, NULL,
	  "route, generic and so on", get_nl_protocol },
	{ SOCKSTAT_FIELD_PORTID, "portid", FIELD_NUMBER, SOCK_HAS_NETLINK, NULL,
	  "0: the kernel's, or not bound", get_nl_portid },
	{ SOCKSTAT_FIELD_PEER_PORTID, "peer_portid", FIELD_NUMBER, SOCK_HAS_NETLINK, NULL,
	  "0: the kernel", get_nl_peer_portid },
	{ SOCKSTAT_FIELD_GROUPS, "groups", FIELD_SET, SOCK_HAS_NETLINK, NULL,
	  "multicast groups it is in", get_nl_groups },
	{ SOCKSTAT_FIELD_LOCAL_CID, "local_cid", FIELD_NUMBER, SOCK_HAS_VSOCK, NULL,
	  "4294967295: any", get_vsock_local_cid },
	{ SOCKSTAT_FIELD_LOCAL_VSOCK_PORT, "local_vsock_port", FIELD_NUMBER,
	  SOCK_HAS_VSOCK, NULL, "4294967295: any", get_vsock_local_port },
	{ SOCKSTAT_FIELD_PEER_CID, "peer_cid", FIELD_NUMBER,
	  SOCK_HAS_VSOCK | SOCK_HAS_PEER, NULL, "context it is connected to",
	  get_vsock_peer_cid },
	{ SOCKSTAT_FIELD_PEER_VSOCK_PORT, "peer_vsock_port", FIELD_NUMBER,
	  SOCK_HAS_VSOCK | SOCK_HAS_PEER, NULL, "port it is connected to",
	  get_vsock_peer_port },
	{ SOCKSTAT_FIELD_QUEUE, "queue", FIELD_NUMBER, SOCK_HAS_XDP | SOCK_HAS_QUEUE,
	  NULL, "of the interface an XDP socket is bound to", get_xdp_queue },
	{ SOCKSTAT_FIELD_NODE, "node", FIELD_NUMBER, SOCK_HAS_TIPC, NULL, "TIPC node",
	  get_tipc_node },
	{ SOCKSTAT_FIELD_REF, "ref", FIELD_NUMBER, SOCK_HAS_TIPC, NULL, "TIPC port",
	  get_tipc_ref },
	{ SOCKSTAT_FIELD_PEER_NODE, "peer_node", FIELD_NUMBER,
	  SOCK_HAS_TIPC | SOCK_HAS_PEER, NULL, "TIPC node it is connected to",
	  get_tipc_peer_node },
	{ SOCKSTAT_FIELD_PEER_REF, "peer_ref", FIELD_NUMBER,
	  SOCK_HAS_TIPC | SOCK_HAS_PEER, NULL, "TIPC port it is connected to",
	  get_tipc_peer_ref },
	{ SOCKSTAT_FIELD_RECV_Q, "recv_q", FIELD_NUMBER, SOCK_HAS_RECV_Q, "bytes",
	  "not yet read; of a listener, connections not yet accepted", get_recv_q },
	{ SOCKSTAT_FIELD_SEND_Q, "send_q", FIELD_NUMBER, SOCK_HAS_SEND_Q, "bytes",
	  "not yet acknowledged; of a listener, its backlog limit", get_send_q },
	{ SOCKSTAT_FIELD_UID, "uid", FIELD_NUMBER, SOCK_HAS_UID, NULL, "user who made it",
	  get_uid },
	{ SOCKSTAT_FIELD_INODE, "inode", FIELD_NUMBER, 0, NULL, "0: held by no process",
	  get_inode },
	{ SOCKSTAT_FIELD_COOKIE, "cookie", FIELD_HEX, SOCK_HAS_COOKIE, NULL,
	  "never used twice until the system restarts", get_cookie },
	{ SOCKSTAT_FIELD_V6ONLY, "v6only", FIELD_BOOL, SOCK_HAS_V6ONLY, NULL,
	  "of an IPv6 socket that listens or has no peer: it takes no IPv4", get_v6only },
	{ SOCKSTAT_FIELD_IFINDEX, "ifindex", FIELD_NUMBER, SOCK_HAS_IFINDEX, NULL,
	  "interface it is bound to", get_ifindex },
	{ SOCKSTAT_FIELD_NETNS, "netns", FIELD_NUMBER, SOCK_HAS_NETNS, NULL,
	  "network namespace, if it is another; 0: not known which", get_netns },
	{ SOCKSTAT_FIELD_TIMER, "timer", FIELD_WORD, SOCK_HAS_INET, NULL,
	  "off, on, keepalive, timewait, probe", get_timer },
	{ SOCKSTAT_FIELD_TIMER_MS, "timer_ms", FIELD_NUMBER, SOCK_HAS_INET,
	  "milliseconds", "until the timer expires", get_timer_ms },
	{ SOCKSTAT_FIELD_RETRANSMITS, "retransmits", FIELD_NUMBER, SOCK_HAS_INET, NULL,
	  "unanswered so far", get_retransmits },
	{ SOCKSTAT_FIELD_PROBES, "probes", FIELD_NUMBER, SOCK_HAS_INET, NULL,
	  "unanswered so far", get_probes },
	{ SOCKSTAT_FIELD_MEMORY, "memory", FIELD_OBJECT, SOCK_HAS_MEMORY, NULL,
	  "bytes; drops: packets", get_memory },
	{ SOCKSTAT_FIELD_TCP_INFO, "tcp_info", FIELD_OBJECT, SOCK_HAS_TCP_INFO, NULL,
	  "facts of a connection", get_tcp_info },
};
const size_t sock_fields_count = ARRAY_SIZE(sock_fields);
