/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMAT_STATISTICS_WORDS_H
#define FORMAT_STATISTICS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How netstat shows a counter. */
struct statistics_words {
	/* The group and the name of the counter, as in "Tcp" and "InSegs". A counter of
	 * IPv6 has its group in its name, as in "Ip6" and "Ip6InReceives". */
	const char *group, *name;
	/* The line that shows the counter, with a '#' in place of the number; NULL: the
	 * counter is not shown. */
	const char *words;
	/* The title of the histogram that begins with this counter; NULL: no histogram
	 * begins with this counter. */
	const char *title;
	/* Whether the counter is shown even if it is 0. */
	bool is_always;
	/* Whether a histogram that stands before the counter ends; the counter is then no
	 * longer indented like the counters of the histogram. */
	bool ends_histogram;
};

/* Returns the mask of 1 << enum proto of a group of counters whose name has n bytes; 0:
 * netstat does not know the group. */
uint32_t statistics_protos(const char *group, size_t n);

/* Returns how netstat shows a counter; NULL: netstat does not know the counter, and shows
 * its name and the number. */
const struct statistics_words *statistics_find(const char *group, size_t group_len,
					       const char *name, size_t name_len);

#endif
