/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kernel/bpf.h"
#include "tcp_walk.h"
#include "util/cleanup.h"
#include "util/clock.h"

enum {
	/* Number of sockets after which the BPF program pauses: while the program runs,
	 * no other thread can run on its processor. */
	PIECE_SOCKETS = 256,
	/* Number of sockets that a group should have; a group is a number of buckets of
	 * the hash table that are read side by side. */
	GROUP_SOCKETS = 128,
	/* Maximum number of buckets that one run of the BPF program reads; the maximum is
	 * reached in hash tables with few sockets. */
	PIECE_BUCKETS = 8192,
	/* Length of a jiffy in nanoseconds that is assumed if the kernel does not report
	 * the length. */
	TICK_NS = 4000000,
};

struct tables {
	int program_fd, map_fd;
	/* Number of jiffies per second. */
	uint32_t hz;
	/* The map that the BPF program shares with sockstat, as an array of
	 * TCP_WALK_SLOTS slots. */
	struct tcp_walk_slot *slots;
};

#if HAS_BPF

/* The file tcp_walk.lskel.h, which "make bpf" writes, contains the bytecode of the BPF
 * program tcp_walk.bpf.c and of a second BPF program, which loads tcp_walk.bpf.c. */
#include "tcp_walk.lskel.h"

static void cleanup_program(struct tcp_walk_bpf **program)
{
	tcp_walk_bpf__destroy(*program);
}

static int load_once(void *arg)
{
	struct tables *t = arg;
	_cleanup_(cleanup_program) struct tcp_walk_bpf *program = tcp_walk_bpf__open();
	if (!program)
		return -ENOMEM;

	int r = tcp_walk_bpf__load(program);
	if (r < 0)
		return r == -1 ? -errno : r;
	/* The caller of load_once now owns the descriptors of the program and of the map,
	 * so tcp_walk_bpf__destroy must not close these descriptors. */
	t->program_fd = program->progs.tcp_walk.prog_fd;
	t->map_fd = program->maps.tcp_walk_slots.map_fd;
	program->progs.tcp_walk.prog_fd = 0;
	program->maps.tcp_walk_slots.map_fd = 0;
	return 0;
}

#else

static int load_once(void *arg)
{
	(void)arg;
	return -EOPNOTSUPP;
}

#endif

bool tables_are_built(void)
{
	return HAS_BPF;
}

/* Returns the size in bytes that the map of the BPF program takes in memory, rounded up
 * to whole pages. */
static size_t map_size(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (sizeof(struct tcp_walk_slot) * TCP_WALK_SLOTS + page - 1) / page * page;
}

struct tables *tables_free(struct tables *t)
{
	if (!t)
		return NULL;
	if (t->slots)
		munmap(t->slots, map_size());
	cleanup_close(&t->program_fd);
	cleanup_close(&t->map_fd);
	free(t);
	return NULL;
}

static void cleanup_tables(struct tables **t)
{
	tables_free(*t);
}

int tables_open(struct tables **ret)
{
	_cleanup_(cleanup_tables) struct tables *t = calloc(1, sizeof(*t));
	struct timespec tick = { 0 };

	if (!t)
		return -ENOMEM;
	t->program_fd = t->map_fd = -1;
	(void)clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	if (tick.tv_nsec <= 0)
		tick.tv_nsec = TICK_NS;
	t->hz = (uint32_t)((NS_PER_MS * 1000 + (uint64_t)tick.tv_nsec / 2) /
			   (uint64_t)tick.tv_nsec);
	int r = bpf_load_retrying(load_once, t);
	if (r < 0)
		return r;
	void *slots =
		mmap(NULL, map_size(), PROT_READ | PROT_WRITE, MAP_SHARED, t->map_fd, 0);
	if (slots == MAP_FAILED)
		return -errno;
	t->slots = slots;
	*ret = TAKE(t);
	return 0;
}

/* Runs the BPF program once on the request in the slot with the number `at`. Returns 0 or
 * -errno. */
static int run_once(const struct tables *t, uint64_t at)
{
	union bpf_attr attr = { 0 };

	attr.test.prog_fd = (uint32_t)t->program_fd;
	attr.test.ctx_in = (uintptr_t)&at;
	attr.test.ctx_size_in = sizeof(at);
	if (syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)) < 0)
		return -errno;
	return attr.test.retval ? -EBADF : 0;
}

/* Returns how many buckets the next group (buckets that are read side by side) should
 * have. The result is a power of two, from 8 to TCP_WALK_GROUP, and if possible so small
 * that the group has at most GROUP_SOCKETS sockets. The next buckets are assumed to be as
 * full as the last `buckets` buckets, which had `sockets` sockets. */
static uint32_t choose_group(uint32_t sockets, uint32_t buckets)
{
	uint32_t group = TCP_WALK_GROUP;

	while (group > 8 && (uint64_t)sockets * group > (uint64_t)GROUP_SOCKETS * buckets)
		group /= 2;
	return group;
}

/* Reads the next piece of a hash table into the slot with the number `at`. A piece has
 * the sockets that one run of the BPF program reads. Returns 1 if a piece was read, 0 at
 * the end of the table, or -errno. */
static int read_piece(const struct tables *t, uint32_t at)
{
	struct tcp_walk_slot *slot = &t->slots[at];

	for (;;) {
		const uint32_t first = slot->next;

		if (first > slot->mask)
			return 0;
		slot->to = first + PIECE_BUCKETS;
		int r = run_once(t, at);
		if (r < 0)
			return r;
		if (slot->result == TCP_WALK_FAULT)
			return -EFAULT;
		if (slot->result != TCP_WALK_DONE && slot->next == first) {
			if (slot->group == 1)
				return slot->result == TCP_WALK_CROWDED ? -E2BIG
									: -EAGAIN;
			slot->group /= 2;
			continue;
		}
		slot->group = choose_group(slot->nodes_read, slot->next - first);
		return 1;
	}
}

/* Calls fn for each socket in the slot that `request` asks for. Returns the first result
 * of fn that is not 0, or 0 if there is none. */
static int emit_piece(const struct tables *t, const struct tcp_walk_slot *slot,
		      const struct family_request *request, sock_fn fn, void *arg)
{
	const uint32_t len = slot->rows_len;

	for (uint32_t i = 0; i < len && i < TCP_WALK_ROWS; i++) {
		struct sock s;

		tables_decode(&slot->rows[i], t->hz, &s);
		if (!family_wants(request, s.state) ||
		    (!request->both && s.ip != request->ip))
			continue;
		const int r = fn(&s, arg);
		if (r)
			return r;
	}
	return 0;
}

int tables_read(struct tables *t, uint32_t states, const struct family_request *request,
		sock_fn fn, void *arg)
{
	struct tcp_walk_slot *slot = &t->slots[0];
	int r = 0;

	slot->table =
		states == TABLES_LISTENERS ? TCP_WALK_LISTENERS : TCP_WALK_CONNECTIONS;
	slot->next = 0;
	/* slot->mask is the number of the last bucket of the hash table. The first run
	 * of the BPF program sets this number; before the first run a large number is
	 * used. */
	slot->mask = UINT32_MAX - PIECE_BUCKETS;
	slot->group = TCP_WALK_GROUP;
	slot->enough = PIECE_SOCKETS;
	while ((r = read_piece(t, 0)) > 0) {
		r = emit_piece(t, slot, request, fn, arg);
		if (r)
			return r;
	}
	return r;
}
