/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counter files below /proc/net: the input is parsed as each of them, directly and
 * through the table. */
#include <errno.h>

#include "diag/netcounters.h"
#include "diag/netlimits.h"
#include "file.h"
#include "kernel/snmp.h"
#include "util/cleanup.h"

struct span {
	const char *at, *end;
};

/* Names and numbers that are reported lie inside the text. */
static void look(const struct snmp_item *item, void *arg)
{
	const struct span *text = arg;

	require(item->group >= text->at && item->name >= item->group);
	require(item->name_len && item->value_len);
	require(item->name + item->name_len <= text->end);
	require(item->value >= text->at && item->value + item->value_len <= text->end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const snmp_parse_fn shapes[] = { snmp_parse_pairs, snmp_parse_list,
						snmp_parse_groups };
	struct span text = { (const char *)data, (const char *)data + size };
	struct counters counters = { 0 };
	const char *file = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		require(shapes[i](text.at, size, look, &text) <= size);
	file_set(data, size);
	const int r = netcounters_read(FILE_PROC, 1, &counters, &file);
	require(r == 0 || (r == -EFBIG && file));
	struct netlimits limits = { 0 };

	(void)netlimits_read(FILE_PROC, &limits);
	(void)netlimits_syn_age(&limits, 6, 1000);
	return 0;
}
