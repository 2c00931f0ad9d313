/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procnet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/parse.h"

static const char blanks[] = " \t\n";
static const char arrow[] = "<->";

/* The columns in front of the addresses on a line of /proc/net/sctp/eps or
 * /proc/net/sctp/assocs. The column POINTER has a kernel address, which is not parsed
 * because the kernel may hide the address. */
/* clang-format off */
enum column {
	POINTER, SOCK_TYPE, ENDPOINT_STATE, STATE, BUCKET, ID, TX, RX, UID, INODE,
	LOCAL_PORT, PEER_PORT, COLUMNS
};
/* clang-format on */

/* The maximum valid number in each column of /proc/net/sctp/eps and
 * /proc/net/sctp/assocs. */
static const uint64_t column_max[COLUMNS] = {
	[SOCK_TYPE] = UINT8_MAX,  [ENDPOINT_STATE] = UINT8_MAX,
	[STATE] = UINT8_MAX,      [BUCKET] = UINT32_MAX,
	[ID] = UINT32_MAX,        [TX] = UINT32_MAX,
	[RX] = UINT32_MAX,        [UID] = UINT32_MAX,
	[INODE] = UINT64_MAX,     [LOCAL_PORT] = UINT16_MAX,
	[PEER_PORT] = UINT16_MAX,
};

/* Returns the next word of the text *at, and moves *at behind the word. Sets *ret_len to
 * the length of the word in bytes; 0: there is no further word. */
static const char *take_word(const char **at, size_t *ret_len)
{
	const char *word = *at + strspn(*at, blanks);

	*ret_len = strcspn(word, blanks);
	*at = word + *ret_len;
	return word;
}

static int take_columns(const char **at, const enum column *columns, size_t count,
			uint64_t values[COLUMNS])
{
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const char *word = take_word(at, &len);

		if (!len || (columns[i] != POINTER &&
			     parse_uint_n(word, len, 10, column_max[columns[i]],
					  &values[columns[i]]) < 0))
			return -EBADMSG;
	}
	return 0;
}

/* Parses the address of a socket of IP version `ip` in the len bytes at `word`. An IPv4
 * address of an IPv6 socket becomes an IPv4-mapped address, as in other protocols.
 * Returns 0 or -EBADMSG. */
static int parse_addr(const char *word, size_t len, enum ip ip, struct addr *ret)
{
	const uint8_t af = memchr(word, ':', len) ? AF_INET6 : AF_INET;
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[sizeof(struct in6_addr)];

	if (len >= sizeof(text) || (ip == IP_V4 && af == AF_INET6))
		return -EBADMSG;
	memcpy(text, word, len);
	text[len] = '\0';
	if (inet_pton(af, text, bytes) != 1)
		return -EBADMSG;
	const struct addr a = addr_make(af, bytes);
	*ret = ip == IP_V4 ? a : addr_map(&a);
	return 0;
}

/* Adds the addresses at *at, which are separated by blanks, to *to, and moves *at behind
 * the last address. Sets *primary to the first address that is marked by '*' or, if no
 * address is marked, to the first address. Returns 0 or -EBADMSG. */
static int take_addrs(const char **at, enum ip ip, struct sock_addrs *to,
		      struct addr *primary)
{
	bool has_primary = false;

	for (;;) {
		const char *before = *at;
		size_t len = 0;
		const char *word = take_word(at, &len);
		const bool is_primary = *word == '*';
		struct addr a;

		if (!memchr(word, '.', len) && !memchr(word, ':', len)) {
			*at = before;
			return 0;
		}
		if (parse_addr(word + is_primary, len - is_primary, ip, &a) < 0)
			return -EBADMSG;
		if (!to->count || (is_primary && !has_primary))
			*primary = a;
		has_primary |= is_primary;
		sock_addrs_add(to, &a);
	}
}

/* Parses a line of /proc/net/sctp/eps or, if is_association, of /proc/net/sctp/assocs; in
 * front of the addresses the line has the `count` columns of the array `columns`. Returns
 * 0, 1 or -EBADMSG as a procnet_parse_fn does. */
static int parse_line(const char *line, enum proto proto, enum ip ip,
		      const enum column *columns, size_t count, bool is_association,
		      struct sock *ret)
{
	static const uint8_t any[sizeof(struct in6_addr)];
	uint64_t values[COLUMNS] = { 0 };
	size_t len = 0;

	/* A line without a colon belongs to an IPv4 socket, because only IPv6 addresses
	 * contain a colon. */
	if ((strchr(line, ':') ? IP_V6 : IP_V4) != ip)
		return 1;
	if (take_columns(&line, columns, count, values) < 0)
		return -EBADMSG;

	struct sock s = {
		.has = SOCK_HAS_INET | SOCK_HAS_UID | SOCK_HAS_SCTP,
		.proto = (uint8_t)proto,
		.ip = (uint8_t)ip,
		.state = (uint8_t)values[ENDPOINT_STATE],
		.local_port = (uint16_t)values[LOCAL_PORT],
		.peer_port = (uint16_t)values[PEER_PORT],
		.local = addr_make(ip_af(ip), any),
		.peer = addr_make(ip_af(ip), any),
		.recv_q = (uint32_t)values[RX],
		.send_q = (uint32_t)values[TX],
		.uid = (uint32_t)values[UID],
		.inode = values[INODE],
	};
	if (take_addrs(&line, ip, &s.sctp.locals, &s.local) < 0)
		return -EBADMSG;
	if (is_association) {
		s.state = state_of_sctp(values[STATE]);
		s.has |= SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q;
		const char *between = take_word(&line, &len);
		if (len != strlen(arrow) || memcmp(between, arrow, len) != 0 ||
		    take_addrs(&line, ip, &s.sctp.peers, &s.peer) < 0)
			return -EBADMSG;
	}
	if (!(is_association ? s.sctp.peers : s.sctp.locals).count)
		return -EBADMSG;
	*ret = s;
	return 0;
}

int procnet_sctp_parse_endpoint(const char *line, enum proto proto, enum ip ip,
				struct sock *ret)
{
	static const enum column columns[] = { POINTER,   POINTER,
					       SOCK_TYPE, ENDPOINT_STATE,
					       BUCKET,    LOCAL_PORT,
					       UID,       INODE };

	return parse_line(line, proto, ip, columns, ARRAY_SIZE(columns), false, ret);
}

int procnet_sctp_parse_association(const char *line, enum proto proto, enum ip ip,
				   struct sock *ret)
{
	static const enum column columns[] = {
		POINTER, POINTER, SOCK_TYPE, ENDPOINT_STATE, STATE,      BUCKET,   ID,
		TX,      RX,      UID,       INODE,          LOCAL_PORT, PEER_PORT
	};

	return parse_line(line, proto, ip, columns, ARRAY_SIZE(columns), true, ret);
}

int procnet_sctp(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg)
{
	/* Only endpoints in the states LISTEN and CLOSE are listed. For an endpoint in
	 * another state, the associations of the endpoint are listed. */
	struct family_request endpoints = *request;
	endpoints.states &= STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSE);

	int r = procnet_read(from, &endpoints, procnet_sctp_parse_endpoint, fn, arg);
	if (r)
		return r;
	return procnet_read_file(from, request, "net/sctp/assocs",
				 procnet_sctp_parse_association, fn, arg);
}
