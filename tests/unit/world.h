/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets and owners with hostile bytes wherever a record holds bytes, so that a new
 * member is tested without new code; and checks of an output of them. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "door.h"
#include "kernel/context.h"
#include "resolve/cache.h"
#include "resolve/hosts.h"
#include "resolve/lookup_child.h"
#include "sockets.h"

enum { SOCKS_MAX = 320, LOOKUP_MS = 60000 };

/* The syntax of an output. */
enum reading { TEXT, NULS, JSON };

/* A process with every member. An added member does not compile here (-Wextra), as a
 * reminder to add its source of names to world_fill(). */
static const struct process every_field __attribute__((unused)) = {
	1,      SELECTED_YES, true,     true, true, true, true, true, true,
	true,   true,         true,     true, true, true, 0,    1,    1,
	"task", { 1, 1 },     { 1, 1 }, 1,    1,    1,    NULL, NULL, NULL,
	NULL,
};

/* The sockets, and where their names come from. */
struct world {
	struct tree *tree;
	struct sock socks[SOCKS_MAX];
	size_t count;
	/* The world has sockets of every kind. */
	bool is_whole;
	struct owner_index *holders;
	/* Has the tree as the root of the state files of containers. */
	struct context context;
	/* Answers from ares_gethostbyaddr of door.h. */
	struct lookup_child *lookup;
	struct hosts *hosts;
	struct cache *links;
	struct cache *services;
	struct cache *users;
	/* Whether each source was seen in text and in JSON. */
	bool seen[DOOR_SOURCES][2];
};

/* Adds a socket with hostile bytes in every text and arbitrary numbers. */
static inline void world_add_sock(struct world *w, enum proto proto, enum ip ip,
				  uint32_t part, const char *bytes)
{
	const uint8_t here[16] = { 192, 0, 2, (uint8_t)(1 + proto) };
	struct sock *s = &w->socks[w->count++];
	char *room = (char *)&s->un;
	const size_t n = strlen(bytes);

	assert_true(w->count <= SOCKS_MAX);
	*s = (struct sock){
		.has = (UINT32_MAX & ~(uint32_t)(SOCK_HAS_PARTS | SOCK_HAS_NETNS)) | part,
		.inode = w->count,
		.peer_inode = 1 + w->count % 7,
		.cookie = w->count,
		.ifindex = 7,
		.local_port = 80,
		.peer_port = 4000,
		.proto = (uint8_t)proto,
		.ip = (uint8_t)ip,
		.state = STATE_ESTABLISHED,
		.type = SOCK_STREAM,
		.local = addr_make(ip == IP_V4 ? AF_INET : AF_INET6, here),
		.peer = addr_make(ip == IP_V4 ? AF_INET : AF_INET6, here),
		.memory.count = MEMORY_MAX_,
	};
	for (size_t i = offsetof(struct sock, un); i < sizeof(*s); i++)
		*room++ = bytes[i % n];
	/* Sockets of the kernel have no owner. */
	s->has &= ~(uint32_t)(SOCK_IS_KERNELS | SOCK_HAS_PATH | SOCK_HAS_ABSTRACT);
	if (part == SOCK_HAS_UNIX) {
		s->un.name_len = SOCK_NAME_MAX;
		s->has |= SOCK_HAS_PATH;
	} else if (part == SOCK_HAS_SCTP) {
		memset(s->sctp.locals.all, 0, sizeof(s->sctp.locals.all));
		memset(s->sctp.peers.all, 0, sizeof(s->sctp.peers.all));
	}
}

/* Sets the whole text of a part to one of the names. */
static inline void world_name_unix(struct sock *s, const char *name, bool is_abstract)
{
	const size_t n = strlen(name);

	memset(&s->un, 0, sizeof(s->un));
	s->un.name_len = (uint8_t)(n + is_abstract);
	memcpy(s->un.name + is_abstract, name, n);
	s->has &= ~(uint32_t)(SOCK_HAS_PATH | SOCK_HAS_ABSTRACT);
	s->has |= is_abstract ? SOCK_HAS_ABSTRACT : SOCK_HAS_PATH;
}

/* Adds sockets of every protocol, with every part. */
static inline void world_add_socks(struct world *w, const char *bytes)
{
	w->count = 0;
	world_add_sock(w, PROTO_UNIX, IP_V4, SOCK_HAS_UNIX, bytes);
	world_name_unix(&w->socks[0], door_names[DOOR_PATH], false);
	world_add_sock(w, PROTO_UNIX, IP_V4, SOCK_HAS_UNIX, bytes);
	world_name_unix(&w->socks[1], door_names[DOOR_ABSTRACT], true);
	world_add_sock(w, PROTO_TCP, IP_V4, SOCK_HAS_TCP_INFO, bytes);
	memset(w->socks[2].tcp.congestion, 0, sizeof(w->socks[2].tcp.congestion));
	memcpy(w->socks[2].tcp.congestion, door_names[DOOR_CONGESTION],
	       strlen(door_names[DOOR_CONGESTION]));
	for (enum proto proto = 0; w->is_whole && proto < PROTO_MAX_; proto++)
		for (enum ip ip = 0; ip < IP_MAX_; ip++)
			for (uint32_t bit = 1; bit; bit <<= 1)
				if (bit & SOCK_HAS_PARTS && proto_desc(proto)->label[ip])
					world_add_sock(w, proto, ip, bit, bytes);
}

static inline void world_hold(struct world *w, uint32_t pid, const char *task)
{
	struct process_wanted wanted;

	memset(&wanted, true, sizeof(wanted));
	wanted.only_comm = false;
	for (size_t i = 0; i < w->count; i++) {
		const struct owner_record record = {
			.inode = w->socks[i].inode,
			.pid = pid,
			.fd = (uint32_t)i + 3,
			.comm = task,
			.on_exec = ON_EXEC_CLOSED,
		};

		/* A process without task name still exists, and holds the sockets. */
		if (!task)
			tree_socket(w->tree, pid, record.fd, record.inode);
		assert_int_equal(owner_index_add(w->holders, &record), 0);
		assert_int_equal(owner_index_describe(w->holders, record.inode,
						      w->tree->fd, &wanted),
				 0);
	}
}

#define WORLD_ID "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"

/* Appends a member of an object of JSON: every control character of the name, quote and
 * backslash is escaped. */
static inline void world_add_member(char *text, size_t size, const char *key,
				    const char *name)
{
	size_t n = strlen(text);

	n += (size_t)snprintf(text + n, size - n, "\"%s\":\"", key);
	for (const char *at = name; *at && n + 16 < size; at++)
		n += (size_t)snprintf(text + n, size - n,
				      (uint8_t)*at < ' ' || *at == '"' || *at == '\\'
					      ? "\\u%04x"
					      : "%c",
				      (uint8_t)*at);
	(void)snprintf(text + n, size - n, "\",");
}

/* Writes the state file of a container with the current names, in which process 14
 * is. */
static inline void world_contain(struct world *w)
{
	char text[512] = "{\"annotations\":{";
	size_t n = 0;

	world_add_member(text, sizeof(text), "io.kubernetes.container.name",
			 door_names[DOOR_CONTAINER]);
	world_add_member(text, sizeof(text), "io.kubernetes.pod.name",
			 door_names[DOOR_POD]);
	world_add_member(text, sizeof(text), "io.kubernetes.pod.namespace",
			 door_names[DOOR_NAMESPACE]);
	n = strlen(text);
	(void)snprintf(text + n - 1, sizeof(text) - n, "}}");
	tree_text(w->tree,
		  "run/containerd/io.containerd.runtime.v2.task/k8s.io/" WORLD_ID
		  "/config.json",
		  text);
	tree_text(w->tree, "14/cgroup", "0::/cri-containerd-" WORLD_ID ".scope");
	w->context =
		(struct context){ .proc_fd = w->tree->fd, .state_root = w->tree->root };
	owner_index_set_context(w->holders, &w->context, NULL, NULL);
}

/* Fills the world with the current names. */
static inline void world_fill(struct world *w, const char *bytes)
{
	char text[64];
	int lost = 0;

	world_add_socks(w, bytes);
	unlinkat(w->tree->fd, "12/exe", 0);
	tree_bytes(w->tree, "12/cmdline", door_names[DOOR_ARGV],
		   strlen(door_names[DOOR_ARGV]) + 1);
	snprintf(text, sizeof(text), "%s\n", door_names[DOOR_COMM]);
	tree_text(w->tree, "12/comm", text);
	tree_link(w->tree, "12/exe", door_names[DOOR_EXE]);
	snprintf(text, sizeof(text), "12 (%s) S 1 12 ", door_names[DOOR_COMM]);
	tree_text(w->tree, "12/stat", text);
	/* The kernel permits no newline in the name of a cgroup, and a slash ends it. */
	for (char *at = door_names[DOOR_CGROUP]; *at; at++)
		*at = (char)(*at == '\n' ? '\r' : *at == '/' ? '|' : *at);
	snprintf(text, sizeof(text), "0::/lxc.payload.%s\n", door_names[DOOR_CGROUP]);
	tree_text(w->tree, "12/cgroup", text);
	tree_text(w->tree, "12/status", "Name:\tx\nUid:\t0\t0\t0\t0\n");

	assert_int_equal(owner_index_new(&w->holders), 0);
	owner_index_set_listing_start(w->holders, &tree_later);
	world_hold(w, 12, NULL);
	world_hold(w, 13, door_names[DOOR_TASK]);
	world_contain(w);
	world_hold(w, 14, NULL);
	assert_int_equal(lookup_child_start(LOOKUP_MS, &w->lookup), 0);
	assert_int_equal(hosts_new(LOOKUP_MS, w->lookup, &w->hosts), 0);
	hosts_begin(w->hosts);
	for (size_t i = 0; i < w->count; i++)
		assert_int_equal(hosts_add(w->hosts, &w->socks[i].local), 0);
	assert_int_equal(hosts_resolve(w->hosts, &lost), 0);
	assert_int_equal(lost, 0);
	assert_int_equal(cache_new(&w->links), 0);
	assert_int_equal(cache_new(&w->services), 0);
	assert_int_equal(cache_new(&w->users), 0);
}

static inline void world_empty(struct world *w)
{
	w->holders = owner_index_free(w->holders);
	w->hosts = hosts_free(w->hosts);
	w->lookup = lookup_child_end(w->lookup);
	w->links = cache_free(w->links);
	w->services = cache_free(w->services);
	w->users = cache_free(w->users);
}

/* Returns all pairs of protocol and family. */
static inline uint32_t world_pairs(void)
{
	uint32_t pairs = 0;

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		pairs |= proto_pairs(proto);
	return pairs;
}

static inline size_t world_lines(const struct strbuf *sb)
{
	size_t n = 0;

	for (size_t i = 0; i < sb->len; i++)
		n += sb->s[i] == '\n';
	return n;
}

/* Appends a NUL that is not part of the text. */
static inline void world_terminate(struct strbuf *sb)
{
	assert_int_equal(sb->error, 0);
	strbuf_addc(sb, '\0');
	sb->len--;
}

/* Checks that the output has so many lines without control characters, and that each name
 * in it is complete after its escapes are read. */
static inline void world_check(struct world *w, const char *what, struct strbuf *sb,
			       enum reading reading, size_t lines)
{
	world_terminate(sb);
	for (size_t i = 0; reading == NULS && i < sb->len; i++)
		if (!sb->s[i])
			((char *)sb->s)[i] = '|';
	if (!clean_is_lines(sb->s, sb->len, lines))
		fail_msg("%s: not %zu clean lines: %s", what, lines, sb->s);
	sb->len = reading == JSON ? evil_decode_json((char *)sb->s, sb->len)
				  : evil_decode_text((char *)sb->s, sb->len);
	for (size_t i = 0; i < DOOR_SOURCES; i++) {
		char in_json[3 * DOOR_NAME_MAX];
		const char *name = door_names[i];
		const size_t seen = evil_count(sb->s, sb->len, door_sources[i].tag);

		evil_in_json(name, in_json);
		if (evil_count(sb->s, sb->len, reading == JSON ? in_json : name) != seen)
			fail_msg("%s: not all of %s is there", what, name);
		w->seen[i][reading == JSON] |= seen;
	}
}

/* Calls fn for each of the hostile names in turn, and once for harmless names: first with
 * all sockets and the bytes inside the names, then with few sockets and the bytes at
 * their ends. */
static inline void world_each(struct world *w,
			      void (*fn)(struct world *w, bool is_harmless))
{
	for (size_t i = 0; i < (size_t)(1 + EVILS) * DOOR_PLACES; i++) {
		const size_t at = i % (1 + EVILS);
		const enum door_place place = (enum door_place)(i / (1 + EVILS));
		char bytes[DOOR_NAME_MAX];

		/* Under valgrind every 20th name is used, other names in each place. */
		if (at && unit_times(20) < 20 && i % 20)
			continue;
		door_set(at ? evils[at - 1] : "x", place);
		snprintf(bytes, sizeof(bytes), "a%s", at ? evils[at - 1] : "x");
		w->is_whole = place == DOOR_WITHIN;
		world_fill(w, bytes);
		fn(w, !at);
		world_empty(w);
	}
}

#endif
