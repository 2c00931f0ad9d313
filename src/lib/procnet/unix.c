/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procnet.h"

#include <errno.h>
#include <linux/net.h>
#include <string.h>

#include "kernel/lines.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/map.h"
#include "util/parse.h"

/* Maps the state of a socket in /proc/net/unix, an enum socket_state of linux/net.h, to
 * the state that sock_diag shows for the socket. A socket in state SS_CONNECTING waits
 * for accept(2). A socket without a descriptor is in state SS_CONNECTING or
 * SS_DISCONNECTING, and has inode 0. */
static const uint8_t states[] = {
	[SS_UNCONNECTED] = STATE_CLOSE,
	[SS_CONNECTING] = STATE_ESTABLISHED,
	[SS_CONNECTED] = STATE_ESTABLISHED,
	[SS_DISCONNECTING] = STATE_CLOSE,
};

int procnet_unix_parse(const char *line, size_t n, struct sock *ret, size_t *ret_name)
{
	enum { REFCNT, PROTOCOL, FLAGS, TYPE, STATE, NUMBERS };
	static const size_t widths[NUMBERS] = { 8, 8, 8, 4, 2 };
	const char *at = memchr(line, ':', n);
	const char *end = line + n;
	uint64_t numbers[NUMBERS] = { 0 };
	uint64_t inode = 0;

	/* A line of /proc/net/unix has the columns "Num: RefCount Protocol Flags Type St
	 * Inode Path". */
	if (!at)
		return -EBADMSG;
	at++;
	for (size_t i = 0; i < NUMBERS; i++) {
		if ((size_t)(end - at) <= widths[i] || *at != ' ' ||
		    parse_uint_n(at + 1, widths[i], 16, UINT32_MAX, &numbers[i]) < 0)
			return -EBADMSG;
		at += 1 + widths[i];
	}
	if (at == end || *at != ' ')
		return -EBADMSG;
	while (at < end && *at == ' ')
		at++;
	const char *digits = at;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	if (parse_uint_n(digits, (size_t)(at - digits), 10, UINT64_MAX, &inode) < 0 ||
	    at == end || (*at != ' ' && *at != '\n'))
		return -EBADMSG;

	*ret = (struct sock){
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_REFCNT,
		.proto = PROTO_UNIX,
		.type = (uint8_t)numbers[TYPE],
		.inode = inode,
		.un.refcnt = (uint32_t)numbers[REFCNT],
	};
	if (numbers[FLAGS] & __SO_ACCEPTCON)
		ret->state = STATE_LISTEN;
	else if (numbers[STATE] < ARRAY_SIZE(states))
		ret->state = states[numbers[STATE]];
	*ret_name = (size_t)(at - line) + (*at == ' ');
	return 0;
}

/* Sets the name of the socket s to the n bytes of `text`, which are as in /proc/net/unix.
 * In an abstract name the kernel writes '@' for a NUL and also for an '@'; each '@' is
 * taken for a NUL, because NULs are frequent as padding. */
static void set_name(struct sock *s, const char *text, size_t n)
{
	char name[SOCK_NAME_MAX];

	if (n > sizeof(name))
		n = sizeof(name);
	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		name[i] = (char)(text[0] == '@' && text[i] == '@' ? '\0' : text[i]);
	sock_set_unix_name(s, name, n);
}

/* The socket on the line of /proc/net/unix that was parsed last; its name may continue on
 * the next line. */
struct pending {
	struct sock s;
	/* Whether the member s has a socket that was not yet passed to the caller's
	 * function. */
	bool is_there;
	char name[SOCK_NAME_MAX];
	size_t len;
};

static void pending_begin(struct pending *p, const struct sock *s, const char *name,
			  size_t n)
{
	p->s = *s;
	p->is_there = true;
	p->len = n < sizeof(p->name) ? n : sizeof(p->name);
	memcpy(p->name, name, p->len);
}

/* Appends a newline and the n bytes of `line` to the name of the pending socket p->s.
 * Returns false if there is no pending socket, its name is empty, or the longer name
 * would not fit into sun_path. */
static bool pending_go_on(struct pending *p, const char *line, size_t n)
{
	if (!p->is_there || !p->len || n >= sizeof(p->name) - p->len)
		return false;
	p->name[p->len++] = '\n';
	memcpy(p->name + p->len, line, n);
	p->len += n;
	return true;
}

static int pending_end(struct pending *p, const struct family_request *request,
		       sock_fn fn, void *arg)
{
	if (!p->is_there)
		return 0;
	p->is_there = false;
	set_name(&p->s, p->name, p->len);
	return family_wants(request, p->s.state) ? fn(&p->s, arg) : 0;
}

int procnet_unix(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg)
{
	_cleanup_(lines_close) struct lines lines = LINES_INIT;
	struct pending pending = { .is_there = false };
	char *line = NULL;
	size_t n = 0;
	int got = 0;

	int r = procnet_open(&lines, from->proc_fd,
			     proto_desc(PROTO_UNIX)->proc_net[IP_V4]);
	while (r == 0 && (got = lines_next(&lines, &line, &n)) > 0) {
		const size_t text = n - (line[n - 1] == '\n');
		struct sock s;
		size_t name = 0;

		if (procnet_unix_parse(line, n, &s, &name) == 0) {
			r = pending_end(&pending, request, fn, arg);
			pending_begin(&pending, &s, line + name, text - name);
		} else if (!pending_go_on(&pending, line, text)) {
			from->malformed++;
		}
	}
	if (r == 0)
		r = got;
	return r ? r : pending_end(&pending, request, fn, arg);
}

/* An index of unix sockets by inode number or, for a socket that waits in an accept queue
 * and has no inode, by name. */
struct index {
	/* Maps a key that key_of() returns to the index, in the array `all`, of the first
	 * socket with this key. */
	struct map by_key;
	/* For each socket in the array `all`, the index of the next socket with an equal
	 * key; MAP_NONE: there is no further socket with an equal key. */
	uint32_t *next;
	struct sock *all;
};

/* Returns the key of the socket s: its inode or, if s has no inode, the FNV-1a hash of
 * the first line of its name. Each NUL of the name is hashed as '@', because
 * /proc/net/unix shows a NUL as '@'. The hash has its highest bit set, which no inode
 * number has. */
static uint64_t key_of(const struct sock *s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	if (s->inode)
		return s->inode;
	for (size_t i = 0; i < s->un.name_len && s->un.name[i] != '\n'; i++) {
		const char c = s->un.name[i];

		hash = (hash ^ (unsigned char)(c ? c : '@')) * UINT64_C(0x100000001b3);
	}
	return hash | UINT64_C(1) << 63;
}

static int index_fill(struct index *index, size_t count)
{
	int r = 0;

	index->next = malloc(count * sizeof(*index->next));
	if (!index->next || count >= MAP_NONE)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < count; i++) {
		const uint64_t key = key_of(&index->all[i]);

		index->next[i] = map_get(&index->by_key, key);
		r = map_set(&index->by_key, key, (uint32_t)i);
	}
	return r;
}

/* Returns the first socket in the index whose key is that of the socket s and whose
 * reference count is not set yet; NULL if there is no such socket. */
static struct sock *index_find(const struct index *index, const struct sock *s)
{
	uint32_t i = map_get(&index->by_key, key_of(s));

	while (i != MAP_NONE && index->all[i].has & SOCK_HAS_REFCNT)
		i = index->next[i];
	return i == MAP_NONE ? NULL : &index->all[i];
}

/* Sets the reference counts of the sockets in the index from the lines of /proc/net/unix.
 * A line that only continues the name of a socket is skipped, even if the line looks like
 * the line of a socket. Returns 0 or -errno. */
static int index_read(const struct index *index, struct lines *lines)
{
	char *line = NULL;
	size_t n = 0;
	/* The number of next lines to skip, because they only continue the name of the
	 * last socket. */
	size_t skipped = 0;
	int r = 0;

	while ((r = lines_next(lines, &line, &n)) > 0) {
		struct sock s;
		size_t name = 0;

		if (skipped) {
			skipped--;
			continue;
		}
		if (procnet_unix_parse(line, n, &s, &name) < 0)
			continue;
		set_name(&s, line + name, n - (line[n - 1] == '\n') - name);
		struct sock *known = index_find(index, &s);
		if (!known)
			continue;
		known->un.refcnt = s.un.refcnt;
		known->has |= SOCK_HAS_REFCNT;
		for (size_t i = 0; i < known->un.name_len; i++)
			skipped += known->un.name[i] == '\n';
	}
	return r;
}

int procnet_unix_refcnt(int proc_fd, struct sock *all, size_t count)
{
	struct index index = { .all = all };
	_cleanup_(lines_close) struct lines lines = LINES_INIT;

	int r = procnet_open(&lines, proc_fd, proto_desc(PROTO_UNIX)->proc_net[IP_V4]);
	if (r < 0)
		return errno_is_resource(r) ? r : 0;
	r = index_fill(&index, count);
	if (r == 0)
		r = index_read(&index, &lines);
	map_release(&index.by_key);
	free(index.next);
	return r;
}
