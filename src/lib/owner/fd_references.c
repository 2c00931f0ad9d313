/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_references.h"

#include "cmdline_reader.h"
#include "fd_tables.h"
#include "kernel/lines.h"
#include "kernel/proc.h"
#include "model/sock.h"
#include "owner_index_inside.h"
#include "util/cleanup.h"
#include "util/deadline.h"

struct references_search {
	struct proc_numbers pids, fds;
	struct fd_tables tables;
	struct lines lines;
	struct map *inodes;
	struct owner_index *index;
	bool with_maps, with_rings;
	bool is_denied;
};

static void references_search_release(struct references_search *s)
{
	proc_numbers_close(&s->pids);
	proc_numbers_close(&s->fds);
	fd_tables_end(&s->tables);
	lines_close(&s->lines);
}

bool fd_references_can_be_mapped(const struct sock *s)
{
	return s->proto == PROTO_TCP || s->proto == PROTO_PACKET || s->proto == PROTO_XDP;
}

/* Adds the process in `found` to s->index as a holder of the socket in `found`, if the
 * socket is one of the searched sockets. A process that maps several parts of a socket is
 * added only once. Returns 0 or -errno. */
static int add_reference(struct references_search *s, const struct owner_record *found)
{
	const uint32_t last = map_get(s->inodes, found->inode);

	if (last == MAP_NONE || last == found->pid)
		return 0;
	int r = map_set(s->inodes, found->inode, found->pid);
	return r < 0 ? r : owner_index_add(s->index, found);
}

static int find_in_maps(struct references_search *s, uint32_t pid)
{
	struct owner_record found = { .pid = pid, .held_by = HELD_BY_MAPPING };

	if (!cmdline_reader_answers(s->index->reader, s->tables.proc_fd, pid)) {
		s->is_denied = true;
		return 0;
	}
	int r = lines_open(&s->lines, s->tables.proc_fd, proc_path(pid, "maps").text);
	while (r == 0 && (r = procref_next(&s->lines, false, &found.inode)) > 0)
		r = add_reference(s, &found);
	s->is_denied |= r < 0 && !proc_is_gone(r);
	return errno_is_resource(r) ? r : 0;
}

/* Finds the sockets that are registered with the io_uring at the descriptor fd of the
 * process with this pid, and adds the process to s->index as a holder of these sockets.
 * While an io_uring is locked, the kernel omits its sockets from fdinfo, and find_in_ring
 * does not find these sockets. Returns 0 or -errno. */
static int find_in_ring(struct references_search *s, uint32_t pid, uint32_t fd)
{
	struct owner_record found = { .pid = pid, .fd = fd, .held_by = HELD_BY_RING };

	int r = lines_open(&s->lines, s->fds.fd,
			   proc_path(PROC_HERE, "../fdinfo/%u", fd).text);
	while (r == 0 && (r = procref_next(&s->lines, true, &found.inode)) > 0)
		r = add_reference(s, &found);
	return errno_is_resource(r) ? r : 0;
}

static int find_in_table(struct references_search *s, uint32_t pid)
{
	uint32_t fd = 0;

	int r = fd_tables_open(&s->tables, &s->fds);
	while (r == 0 && (r = proc_numbers_next(&s->fds, &fd)) > 0) {
		r = procdir_is_ring(s->fds.fd, fd);
		if (r > 0)
			r = find_in_ring(s, pid, fd);
		else if (!errno_is_resource(r))
			r = 0;
	}
	return errno_is_resource(r) ? r : 0;
}

static int find_in_process(struct references_search *s, uint32_t pid)
{
	int r = s->with_maps ? find_in_maps(s, pid) : 0;

	if (r < 0 || !s->with_rings)
		return r;
	fd_tables_begin(&s->tables, -1, pid);
	while (r == 0 && (r = fd_tables_next(&s->tables)) > 0)
		r = find_in_table(s, pid);
	return errno_is_resource(r) ? r : 0;
}

int fd_references_find(int proc_fd, struct map *inodes, bool with_maps,
		       const struct deadline *deadline, struct owner_index *index,
		       bool *ret_is_denied)
{
	_cleanup_(references_search_release) struct references_search s = {
		.pids = PROC_NUMBERS_INIT,
		.fds = PROC_NUMBERS_INIT,
		.tables = TABLES_INIT(proc_fd),
		.lines = LINES_INIT,
		.inodes = inodes,
		.index = index,
		.with_maps = with_maps,
		.with_rings = procref_names_registered(proc_fd),
	};
	uint32_t pid = 0;

	int r = proc_numbers_open(&s.pids, proc_fd, ".");
	while (r == 0 && (r = deadline_check(deadline)) == 0 &&
	       (r = proc_numbers_next(&s.pids, &pid)) > 0)
		r = find_in_process(&s, pid);
	if (errno_is_resource(r))
		return r;
	*ret_is_denied = s.is_denied || r < 0;
	return 0;
}

bool fd_references_hold(int dir_fd, enum held_by held_by, uint32_t fd, uint64_t inode)
{
	_cleanup_(lines_close) struct lines lines = LINES_INIT;
	uint64_t found = 0;

	const bool is_ring = held_by == HELD_BY_RING;
	const struct proc_path path = is_ring ? proc_path(PROC_HERE, "fdinfo/%u", fd)
					      : proc_path(PROC_HERE, "maps");
	int r = lines_open(&lines, dir_fd, path.text);
	if (r < 0)
		return false;
	do
		r = procref_next(&lines, is_ring, &found);
	while (r > 0 && found != inode);
	return r > 0;
}
