/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procnet.h"

#include <errno.h>
#include <string.h>

#include "kernel/lines.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* The number of milliseconds per tick of USER_HZ, which is the unit of times in files of
 * /proc/net. */
enum { MS_PER_TICK = 10 };

int procnet_take(const char **at, const struct procnet_column *columns, size_t count,
		 uint64_t *ret)
{
	for (size_t i = 0; i < count; i++) {
		const char *start = *at + strspn(*at, " \t:");
		const size_t n = strcspn(start, " \t:\n");

		*at = start + n;
		if (parse_uint_n(start, n, columns[i].base, columns[i].max, &ret[i]) < 0)
			return -EBADMSG;
	}
	return 0;
}

/* Parses an address and port such as "0100007F:0016" at *at, and moves *at behind the
 * port. The address is written as hexadecimal 32-bit words in host byte order. Returns 0
 * or -EBADMSG. */
static int take_addr(const char **at, enum ip ip, struct addr *ret, uint16_t *ret_port)
{
	static const struct procnet_column port_column = { 16, UINT16_MAX };
	const char *start = *at + strspn(*at, " \t:");
	const size_t words = ip == IP_V4 ? 1 : 4;
	uint32_t bytes[4];
	uint64_t port = 0;

	if (strcspn(start, ":") != words * 8)
		return -EBADMSG;
	for (size_t i = 0; i < words; i++) {
		uint64_t word = 0;

		if (parse_uint_n(start + i * 8, 8, 16, UINT32_MAX, &word) < 0)
			return -EBADMSG;
		bytes[i] = (uint32_t)word;
	}
	*at = start + words * 8;
	if (procnet_take(at, &port_column, 1, &port) < 0)
		return -EBADMSG;
	*ret = addr_make(ip_af(ip), bytes);
	*ret_port = (uint16_t)port;
	return 0;
}

int procnet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret)
{
	/* Positions of the numbers that follow the two addresses on a line of
	 * /proc/net/tcp, counted from 0 in the order of the line. */
	enum { STATE, TX, RX, TIMER, WHEN, RETRANS, UID, PROBES, INODE, NUMBERS };
	static const struct procnet_column slot_column = { 10, UINT64_MAX };
	static const struct procnet_column columns[NUMBERS] = {
		{ 16, UINT8_MAX },  { 16, UINT32_MAX }, { 16, UINT32_MAX },
		{ 16, UINT8_MAX },  { 16, UINT64_MAX }, { 16, UINT32_MAX },
		{ 10, UINT32_MAX }, { 10, UINT32_MAX }, { 10, UINT64_MAX },
	};
	uint64_t n[NUMBERS] = { 0 };
	uint64_t slot = 0;
	struct sock s;

	sock_clear(&s);
	s.has = SOCK_HAS_RECV_Q | SOCK_HAS_UID | SOCK_HAS_INET;
	s.proto = (uint8_t)proto;
	s.ip = (uint8_t)ip;
	if (procnet_take(&line, &slot_column, 1, &slot) < 0 ||
	    take_addr(&line, ip, &s.local, &s.local_port) < 0 ||
	    take_addr(&line, ip, &s.peer, &s.peer_port) < 0 ||
	    procnet_take(&line, columns, NUMBERS, n) < 0)
		return -EBADMSG;

	/* The time of an overdue timer is negative, and the kernel prints a negative time
	 * as a large number. */
	const uint64_t ms = n[WHEN] > INT32_MAX / MS_PER_TICK ? 0 : n[WHEN] * MS_PER_TICK;
	s.state = (uint8_t)n[STATE];
	s.send_q = (uint32_t)n[TX];
	s.recv_q = (uint32_t)n[RX];
	s.timer = (uint8_t)n[TIMER];
	s.timer_ms = (uint32_t)ms;
	s.retransmits = n[RETRANS] > UINT8_MAX ? UINT8_MAX : (uint8_t)n[RETRANS];
	s.probes = n[PROBES] > UINT8_MAX ? UINT8_MAX : (uint8_t)n[PROBES];
	s.uid = (uint32_t)n[UID];
	s.inode = n[INODE];
	if (s.state != STATE_LISTEN)
		s.has |= SOCK_HAS_SEND_Q;
	sock_copy(ret, &s);
	return 0;
}

int procnet_open(struct lines *lines, int proc_fd, const char *path)
{
	char *header = NULL;
	size_t len = 0;

	int r = lines_open(lines, proc_fd, path);
	if (r == 0)
		r = lines_next(lines, &header, &len);
	return r < 0 ? r : 0;
}

int procnet_read_file(struct family_source *from, const struct family_request *request,
		      const char *path, procnet_parse_fn *parse, sock_fn fn, void *arg)
{
	_cleanup_(lines_close) struct lines lines = LINES_INIT;
	char *line = NULL;
	size_t len = 0;
	int r = procnet_open(&lines, from->proc_fd, path);

	while (r == 0 && (r = lines_next(&lines, &line, &len)) > 0) {
		struct sock s;

		/* A line without a newline at its end was cut off, perhaps inside a
		 * number. */
		r = line[len - 1] == '\n' ? parse(line, request->proto, request->ip, &s)
					  : -EBADMSG;
		from->malformed += r < 0;
		r = r == 0 && family_wants(request, s.state) ? fn(&s, arg) : 0;
	}
	return r;
}

int procnet_read(struct family_source *from, const struct family_request *request,
		 procnet_parse_fn *parse, sock_fn fn, void *arg)
{
	return procnet_read_file(from, request,
				 proto_desc(request->proto)->proc_net[request->ip], parse,
				 fn, arg);
}

int procnet_inet(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg)
{
	return procnet_read(from, request, procnet_parse, fn, arg);
}
