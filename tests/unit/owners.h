/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of owners that tests fill by hand. */
#ifndef TESTS_OWNERS_H
#define TESTS_OWNERS_H

#include "owner/owner_index.h"
#include "tree.h"
#include "unit.h"

static inline void cleanup_holders(struct owner_index **h)
{
	owner_index_free(*h);
}

static inline struct owner_index *make(void)
{
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	owner_index_set_listing_start(h, &tree_later);
	return h;
}

static inline void add(struct owner_index *h, uint64_t inode, uint32_t pid, uint32_t fd)
{
	const struct owner_record record = {
		.inode = inode, .pid = pid, .fd = fd, .on_exec = ON_EXEC_KEPT
	};

	assert_int_equal(owner_index_add(h, &record), 0);
}

static inline void expect(const struct owner_index *h, uint64_t inode,
			  const struct owner_record *want, size_t count)
{
	const struct holder *at = owner_index_first(h, inode);

	for (size_t i = 0; i < count; i++) {
		assert_non_null(at);
		assert_int_equal(at->fd, want[i].fd);
		assert_int_equal(owner_index_process(h, at)->pid, want[i].pid);
		at = owner_index_next(h, at);
	}
	assert_null(at);
}

#endif
