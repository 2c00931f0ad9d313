/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events/owner_labels.h"

#include "kernel/context.h"
#include "netns/cgroup.h"
#include "tree.h"
#include "util/clock.h"

#define ID "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"

/* Makes a process that began so many seconds after the boot. */
static void make_process(const struct tree *t, uint32_t pid, uint64_t seconds,
			 const char *cgroup)
{
	char path[64];
	char text[256];

	snprintf(path, sizeof(path), "%u/stat", pid);
	snprintf(text, sizeof(text),
		 "%u (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 %ju 0\n", pid,
		 (uintmax_t)(seconds * (uint64_t)sysconf(_SC_CLK_TCK)));
	tree_text(t, path, text);
	snprintf(path, sizeof(path), "%u/cgroup", pid);
	tree_text(t, path, cgroup);
}

static void remove_process(const struct tree *t, uint32_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "%u/stat", pid);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
	snprintf(path, sizeof(path), "%u/cgroup", pid);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
}

static const char *unit_of(struct owner_labels *l, uint32_t pid, uint64_t seen_ns)
{
	const struct event_owner owner = { .pid = pid, .seen_ns = seen_ns };
	const struct cgroup_labels *labels = owner_labels_get(l, &owner);

	return labels ? labels->unit : NULL;
}

static void test_owners(void **state)
{
	const struct tree *t = *state;
	const struct context context = { .proc_fd = t->fd, .state_root = t->root };
	const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
	const uint64_t now_s = clock_ns(CLOCK_BOOTTIME) / NS_PER_S;
	struct owner_labels *l = NULL;

	assert_int_equal(owner_labels_new(&context, &l), 0);
	make_process(t, 12, 0, "0::/system.slice/a.service");
	assert_string_equal(unit_of(l, 12, now_ns), "a.service");
	/* The process has ended: what was read before is still known of a connection
	 * that was seen before, but not of one that was seen later. */
	remove_process(t, 12);
	assert_string_equal(unit_of(l, 12, now_ns), "a.service");
	assert_null(unit_of(l, 12, clock_ns(CLOCK_MONOTONIC) + NS_PER_S));
	/* The pid belongs to a process that began after the connection was seen. */
	make_process(t, 12, now_s + 2, "0::/system.slice/b.service");
	assert_string_equal(unit_of(l, 12, now_ns), "a.service");
	assert_string_equal(unit_of(l, 12, now_ns + 4 * NS_PER_S), "b.service");
	assert_null(unit_of(l, 12, now_ns));
	/* Another process replaces the one with the same slot. */
	make_process(t, 12 + 1024, 0, "0::/system.slice/c.service");
	assert_string_equal(unit_of(l, 12 + 1024, now_ns), "c.service");
	assert_null(unit_of(l, 13, now_ns));
	make_process(t, 14, 0, "0::/");
	assert_null(unit_of(l, 14, now_ns));
	assert_null(owner_labels_free(l));
}

static void test_names(void **state)
{
	const struct tree *t = *state;
	const struct context context = { .proc_fd = t->fd, .state_root = t->root };
	const struct event_owner owner = { .pid = 12,
					   .seen_ns = clock_ns(CLOCK_MONOTONIC) };
	struct owner_labels *l = NULL;

	make_process(t, 12, 0, "0::/docker/" ID);
	tree_text(t, "var/lib/docker/containers/" ID "/config.v2.json",
		  "{\"Name\":\"/web\"}");
	assert_int_equal(owner_labels_new(&context, &l), 0);
	const struct cgroup_labels *labels = owner_labels_get(l, &owner);

	assert_non_null(labels);
	assert_string_equal(labels->id, ID);
	assert_string_equal(labels->name, "web");
	owner_labels_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(test_owners),
		WITH_TREE(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
