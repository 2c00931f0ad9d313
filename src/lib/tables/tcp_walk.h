/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory that the BPF program tcp_walk.bpf.c shares with its reader: a request, the
 * answer, and the rows of the sockets that were found. Both sides are built from this
 * file, so the layout is fixed. */
#ifndef TABLES_TCP_WALK_H
#define TABLES_TCP_WALK_H

#include <stdint.h>

enum {
	/* Largest number of buckets in a group. The program reads the chains of a group
	 * side by side, so that it waits for several cache misses at once. */
	TCP_WALK_GROUP = 1024,
	/* Largest number of sockets in a group, those of other network namespaces
	 * included. A power of two, as is TCP_WALK_GROUP, because the program limits
	 * indices by a mask. */
	TCP_WALK_NODES = 1024,
	/* Number of rows that a slot has room for. */
	TCP_WALK_ROWS = 2048,
	/* Number of slots in the map, one for each thread. */
	TCP_WALK_SLOTS = 2,
	/* How often the program reads a group that changes while it is read. */
	TCP_WALK_TRIES = 16,
};

enum tcp_walk_table {
	/* Connections, TIME_WAIT entries and connection requests (ehash). */
	TCP_WALK_CONNECTIONS,
	/* Listening sockets, by address and port (lhash2). */
	TCP_WALK_LISTENERS,
};

enum tcp_walk_result {
	TCP_WALK_DONE,
	/* The next group has more than TCP_WALK_NODES sockets. */
	TCP_WALK_CROWDED,
	/* The next group has changed while it was read, each time. */
	TCP_WALK_CHANGED,
	/* Memory of the kernel could not be read. */
	TCP_WALK_FAULT,
};

struct tcp_walk_row {
	/* 0: the kernel has not numbered the socket yet. */
	uint64_t cookie;
	uint32_t inode, uid, recv_q, send_q;
	/* Jiffies until the timer expires. */
	uint32_t expires;
	uint32_t ifindex;
	/* Hash of the addresses and ports; meaningless for listening sockets. */
	uint32_t hash;
	/* local_port is in host order, peer_port in network order, as in the kernel. */
	uint16_t local_port, peer_port;
	uint8_t family, state, timer, retransmits, v6only;
	uint8_t unused[3];
	uint32_t local[4], peer[4];
};

/* A socket of the group that is being read. */
struct tcp_walk_node {
	/* Address of the socket's struct sock_common, and the pointer to the next socket
	 * of the chain, as numbers. */
	uint64_t sock, next;
};

struct tcp_walk_slot {
	/* The request: which table, its buckets from `next` up to but excluding `to`, in
	 * groups of `group` buckets, until `enough` sockets have been read. */
	uint32_t table, to, group, enough;
	/* First bucket that has not been read; the program advances it. */
	uint32_t next;
	/* The answer: an enum tcp_walk_result, the number of rows, the number of sockets
	 * that were read, those of other network namespaces included, the number of the
	 * last bucket of the table, and how often a group was read again. */
	uint32_t result, rows_len, nodes_read, mask, repeats;
	/* State of the program; see tcp_walk.bpf.c. */
	uint32_t chains, heads_len, level_len, side, nodes_len, own_len, at, tries;
	uint64_t jiffies, net, changes;
	uint64_t heads[TCP_WALK_GROUP];
	/* The chains that are not empty: first socket and bucket of each. */
	uint64_t first[TCP_WALK_GROUP];
	uint32_t first_bucket[TCP_WALK_GROUP];
	/* The sockets of the current and of the next level: a level has one socket of
	 * each chain that is long enough. */
	uint64_t level[2][TCP_WALK_GROUP];
	uint32_t level_bucket[2][TCP_WALK_GROUP];
	struct tcp_walk_node nodes[TCP_WALK_NODES];
	/* Addresses of the sockets of the own network namespace. */
	uint64_t own[TCP_WALK_NODES];
	struct tcp_walk_row rows[TCP_WALK_ROWS];
};

#endif
