/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snmp.h"
#include "tables.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* Size in bytes of the buffer for the file net/sockstat or net/sockstat6. The needed
 * lines are near the start of the file, so the rest of the file need not fit into the
 * buffer. */
enum { TEXT_MAX = 1024 };

static bool is_word(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* Adds the value of the counter `item` to the sum at `arg` if the counter is of TCP
 * sockets in use or of TIME_WAIT entries. */
static void add_item(const struct snmp_item *item, void *arg)
{
	uint64_t *sum = arg;
	uint64_t value = 0;

	if ((is_word(item->group, item->group_len, "TCP") ||
	     is_word(item->group, item->group_len, "TCP6")) &&
	    (is_word(item->name, item->name_len, "inuse") ||
	     is_word(item->name, item->name_len, "tw")) &&
	    parse_uint_n(item->value, item->value_len, 10, UINT32_MAX, &value) == 0)
		*sum += value;
}

uint64_t tables_count(int proc_fd)
{
	static const char *const paths[] = { "net/sockstat", "net/sockstat6" };
	uint64_t sum = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		_cleanup_close_ const int fd =
			openat(proc_fd, paths[i], O_RDONLY | O_CLOEXEC);
		char text[TEXT_MAX];
		const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

		if (n > 0)
			snmp_parse_groups(text, (size_t)n, add_item, &sum);
	}
	return sum;
}
