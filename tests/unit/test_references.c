/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner/fd_references.h"

#include <inttypes.h>

#include "kernel/lines.h"
#include "kernel/proc.h"
#include "model/sock.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "tree.h"
#include "unit.h"
#include "util/map.h"

#define MAP(name) "7f1a2d85e000-7f1a2d85f000 rw-s 00000000 00:09 7                  " name
#define ANONYMOUS "7f1a2d860000-7f1a2d861000 rw-p 00000000 00:00 0 \n"
#define RING      "pos:\t0\nflags:\t02\nSqMask:\t0x0\n"

/* Checks the holders of inode 7, written as "PID:MEANS:FD ...". */
static void find(const struct tree *t, bool with_maps, const char *wanted, bool is_denied)
{
	struct owner_index *h = NULL;
	struct map inodes = { 0 };
	struct strbuf sb = { 0 };
	bool was_denied = !is_denied;

	assert_int_equal(owner_index_new(&h), 0);
	assert_int_equal(map_set(&inodes, 7, 0), 0);
	assert_int_equal(
		fd_references_find(t->fd, &inodes, with_maps, NULL, h, &was_denied), 0);
	for (const struct holder *o = owner_index_first_of_all(h, 7); o;
	     o = owner_index_next_of_all(h, o)) {
		strbuf_adds(&sb, sb.len ? " " : "");
		strbuf_addu(&sb, owner_index_process(h, o)->pid);
		strbuf_addc(&sb, ':');
		strbuf_adds(&sb, owner_index_means(o));
		strbuf_addc(&sb, ':');
		strbuf_addu(&sb, o->fd);
	}
	strbuf_addc(&sb, '\0');
	assert_string_equal(sb.s, wanted);
	assert_int_equal(was_denied, is_denied);
	assert_null(owner_index_first_of_all(h, 8));
	strbuf_release(&sb);
	map_release(&inodes);
	owner_index_free(h);
}

/* Names of processes, files and mappings that look like a socket. */
static void names_that_look_like_sockets(void **state)
{
	static const char *const names[] = {
		MAP("/tmp/socket:[7]\n"),
		MAP("socket:[7] (deleted)\n"),
		MAP("socket:[7]x\n"),
		MAP("socket:[]\n"),
		MAP("socket:[-7]\n"),
		MAP("socket:[18446744073709551623]\n"), /* The number is 2^64 + 7. */
		MAP("socket:[8]\n"),
		MAP("[anon:socket:[7]]\n"),
		MAP("/memfd:socket:[7] (deleted)\n"),
		MAP("/tmp/a\\012b socket:[7]\n"),
		MAP("/tmp/a 1 2 3 4 5 socket:[7]\n"),
		"socket:[7]\n",
		"a b c d socket:[7]\n",
		ANONYMOUS,
		"\n",
		"",
	};
	const struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		tree_text(t, "10/maps", names[i]);
		find(t, true, "", false);
	}
	/* The process ends between two system calls. */
	tree_dir(t, "11");
	find(t, true, "", false);
}

static void mappings(void **state)
{
	const struct tree *t = *state;

	tree_text(t, "10/maps",
		  ANONYMOUS MAP("socket:[7]\n") ANONYMOUS MAP("socket:[7]\n"));
	tree_text(t, "11/maps", MAP("socket:[8]\n"));
	tree_text(t, "12/maps", MAP("socket:[8]\n") MAP("socket:[7]"));
	find(t, true, "10:mapped:0 12:mapped:0", false);
	find(t, false, "", false);
}

static void sockets_registered_with_io_uring(void **state)
{
	static const struct {
		const char *release, *text;
		bool is_found;
	} cases[] = {
		{ "6.14.0\n", RING "UserFiles:\t1\n    0: socket:[7]\nUserBufs:\t0\n",
		  true },
		{ "6.14-rc1\n", RING "UserFiles:\t1\n12345: socket:[7]\n", true },
		{ "10.0.1\n", RING "    0: /etc/passwd\n    1: socket:[7]\n", true },
		/* Before Linux 6.14 the line has the last component of a path, which may
		 * be any name. */
		{ "6.13.9\n", RING "    0: socket:[7]\n", false },
		{ "5.14.0\n", RING "    0: socket:[7]\n", false },
		{ "6\n", RING "    0: socket:[7]\n", false },
		{ "x.y\n", RING "    0: socket:[7]\n", false },
		{ "", RING "    0: socket:[7]\n", false },
		{ "6.18.1\n", RING "    0: /tmp/socket:[7]\n", false },
		{ "6.18.1\n", RING "    0: socket:[8]\n", false },
		{ "6.18.1\n", RING "    : socket:[7]\n", false },
		{ "6.18.1\n", RING "socket:[7]\n", false },
		{ "6.18.1\n", RING, false },
	};
	const struct tree *t = *state;

	tree_link(t, "10/fd/3", "/dev/null");
	tree_link(t, "11/fd/4294967295", "anon_inode:[io_uring]");
	tree_text(t, "10/fdinfo/3", RING "    0: socket:[7]\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		tree_text(t, "sys/kernel/osrelease", cases[i].release);
		tree_text(t, "11/fdinfo/4294967295", cases[i].text);
		find(t, false, cases[i].is_found ? "11:io_uring:4294967295" : "", false);
	}
	assert_false(procref_names_registered(open("/", O_PATH | O_CLOEXEC)));
}

static void descriptors_of_io_uring(void **state)
{
	static const struct {
		const char *link;
		int is_ring;
	} cases[] = {
		{ "/dev/null", 0 },
		{ "anon_inode:[eventpoll]", 0 },
		{ "anon_inode:[io_uring", 0 },
		{ "anon_inode:[io_uring]x", 0 },
		{ "/anon_inode:[io_uring]", 0 },
		{ "anon_inode:[io_uring] (deleted), by a name longer than any of the "
		  "kernel's own",
		  0 },
		{ "anon_inode:[io_uring]", 1 },
	};
	const struct tree *t = *state;
	char path[16];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(path, sizeof(path), "%zu", i);
		tree_link(t, path, cases[i].link);
		assert_int_equal(procdir_is_ring(t->fd, (uint32_t)i), cases[i].is_ring);
	}
	assert_int_equal(procdir_is_ring(t->fd, UINT32_MAX), -ENOENT);
}

/* A thread with a descriptor table of its own, distinguished as in test_fd_tables.c. */
static void an_io_uring_of_a_thread(void **state)
{
	enum { MANY = 700 };
	const struct tree *t = *state;

	tree_text(t, "sys/kernel/osrelease", "6.18.1\n");
	tree_link(t, "20/fd/0", "/dev/null");
	tree_link(t, "20/task/20/fd/0", "/dev/null");
	for (int i = 0; i < MANY; i++) {
		char path[64];

		snprintf(path, sizeof(path), "20/task/21/fd/%d", i);
		tree_link(t, path, "pipe:[1]");
	}
	tree_link(t, "20/task/21/fd/700", "anon_inode:[io_uring]");
	find(t, false, "", false);
	tree_text(t, "20/task/21/fdinfo/700", RING "    0: socket:[7]\n");
	find(t, false, "20:io_uring:700", false);
}

/* Other processes are read although one denies access. */
static void denied_processes(void **state)
{
	enum { NOBODY = 65534 };
	const struct tree *t = *state;
	const bool is_root = geteuid() == 0;

	tree_text(t, "10/maps", MAP("socket:[7]\n"));
	tree_text(t, "11/maps", MAP("socket:[7]\n"));
	assert_int_equal(fchmodat(t->fd, "10/maps", 0, 0), 0);
	assert_int_equal(chmod(t->root, 0755), 0);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	find(t, true, "11:mapped:0", true);
	find(t, false, "", false);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
}

static void a_descriptor_is_still_open(void **state)
{
	const struct tree *t = *state;
	_cleanup_close_ int dir_fd = -1;

	tree_text(t, "10/maps", ANONYMOUS MAP("socket:[8]\n") MAP("socket:[7]\n"));
	tree_text(t, "10/fdinfo/3", RING "    0: socket:[9]\n");
	assert_int_equal(procdir_open(t->fd, 10, &dir_fd), 0);
	assert_true(fd_references_hold(dir_fd, HELD_BY_MAPPING, 0, 7));
	assert_false(fd_references_hold(dir_fd, HELD_BY_MAPPING, 0, 9));
	assert_true(fd_references_hold(dir_fd, HELD_BY_RING, 3, 9));
	assert_false(fd_references_hold(dir_fd, HELD_BY_RING, 3, 7));
	assert_false(fd_references_hold(dir_fd, HELD_BY_RING, 4, 9));
}

static void protocols_that_can_be_mapped(void **state)
{
	(void)state;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const struct sock s = { .proto = proto };

		assert_int_equal(fd_references_can_be_mapped(&s),
				 proto == PROTO_TCP || proto == PROTO_PACKET ||
					 proto == PROTO_XDP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(names_that_look_like_sockets),
		WITH_TREE(mappings),
		WITH_TREE(sockets_registered_with_io_uring),
		WITH_TREE(descriptors_of_io_uring),
		WITH_TREE(an_io_uring_of_a_thread),
		WITH_TREE(denied_processes),
		WITH_TREE(a_descriptor_is_still_open),
		cmocka_unit_test(protocols_that_can_be_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
