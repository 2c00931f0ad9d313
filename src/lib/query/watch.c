/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snmp.h"
#include "util/cleanup.h"
#include "util/parse.h"

enum {
	/* snmp begins with the line that is needed */
	TEXT_MAX = 2048,
	LOOKS = 4,
};

/* Files below /proc/net. */
static const struct {
	const char *path;
	snmp_parse_fn parse;
	const char *group, *name;
} counters[] = {
	[WATCH_TCP] = { "sockstat", snmp_parse_groups, "TCP", "inuse" },
	[WATCH_TCP6] = { "sockstat6", snmp_parse_groups, "TCP6", "inuse" },
	[WATCH_OPENS] = { "snmp", snmp_parse_pairs, "Tcp", "ActiveOpens" },
};
_Static_assert(ARRAY_SIZE(counters) == WATCH_MAX_, "a counter lacks its row");

struct search {
	enum watch_counter counter;
	uint64_t value;
	bool is_found;
};

static bool is_word(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(text, word, n) == 0;
}

static void find_item(const struct snmp_item *item, void *arg)
{
	struct search *search = arg;

	if (is_word(item->group, item->group_len, counters[search->counter].group) &&
	    is_word(item->name, item->name_len, counters[search->counter].name))
		search->is_found = parse_uint_n(item->value, item->value_len, 10,
						UINT64_MAX, &search->value) == 0;
}

/* A missing file is skipped. */
static bool read_counter(const struct watch *w, enum watch_counter counter, uint64_t *ret)
{
	struct search search = { .counter = counter };
	char text[TEXT_MAX];

	if (w->is_blind || w->fds[counter] < 0)
		return !w->is_blind;
	const ssize_t n = pread(w->fds[counter], text, sizeof(text), 0);
	if (n > 0)
		counters[counter].parse(text, (size_t)n, find_item, &search);
	*ret = search.value;
	return search.is_found;
}

void watch_open(struct watch *w, int proc_fd)
{
	_cleanup_close_ const int net =
		proc_fd < 0 ? -1
			    : openat(proc_fd, "net", O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (enum watch_counter i = 0; i < WATCH_MAX_; i++)
		w->fds[i] = net < 0 ? -1
				    : openat(net, counters[i].path, O_RDONLY | O_CLOEXEC);
	w->is_blind = w->fds[WATCH_TCP] < 0 || w->fds[WATCH_OPENS] < 0;
	w->is_open = true;
}

void watch_close(struct watch *w)
{
	for (enum watch_counter i = 0; w->is_open && i < WATCH_MAX_; i++)
		if (w->fds[i] >= 0)
			close(w->fds[i]);
	*w = (struct watch){ 0 };
}

void watch_begin(struct watch *w)
{
	w->has_changed = false;
	for (enum watch_counter i = 0; i < WATCH_MAX_; i++)
		w->is_blind |= !read_counter(w, i, &w->first[i]);
}

static void compare(struct watch *w, enum watch_counter last)
{
	for (enum watch_counter i = 0; i <= last; i++) {
		uint64_t now = w->first[i];

		w->is_blind |= !read_counter(w, i, &now);
		w->has_changed |= now != w->first[i];
	}
}

void watch_look(struct watch *w)
{
	for (int i = 0; !w->is_blind && !w->has_changed && i < LOOKS; i++)
		compare(w, WATCH_TCP6);
}

bool watch_end(struct watch *w)
{
	watch_look(w);
	if (!w->is_blind && !w->has_changed)
		compare(w, WATCH_OPENS);
	return w->is_blind || w->has_changed;
}
