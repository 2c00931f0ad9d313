/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netcounters.h"

#include "kernel/proc.h"
#include "kernel/snmp.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* The maximum number of bytes that are read from a file of counters. The longest file has
 * about 6 KiB. */
enum { TEXT_MAX = 1024 * 1024 };

/* The files below /proc that have network counters, and the function that parses each
 * file. */
static const struct counter_file_desc {
	const char *path;
	snmp_parse_fn parse;
	/* Whether the file may be missing, as net/snmp6 is if the kernel has no IPv6. */
	bool may_lack;
} files[] = {
	[COUNTER_FILE_SNMP] = { "net/snmp", snmp_parse_pairs, false },
	[COUNTER_FILE_NETSTAT] = { "net/netstat", snmp_parse_pairs, false },
	[COUNTER_FILE_SNMP6] = { "net/snmp6", snmp_parse_list, true },
	[COUNTER_FILE_SOCKSTAT] = { "net/sockstat", snmp_parse_groups, false },
};
_Static_assert(ARRAY_SIZE(files) == COUNTER_FILE_MAX_, "a file lacks its description");

/* State of reading one file of counters. */
struct reading {
	enum counter_file file;
	struct counters *counters;
	/* Whether the file that is being read has at least one counter of enum
	 * counter. */
	bool has_ours;
};

static void take_item(const struct snmp_item *item, void *arg)
{
	struct reading *reading = arg;
	struct counters *c = reading->counters;
	enum counter which = COUNTER_MAX_;

	if (!counter_find(reading->file, item->group, item->group_len, item->name,
			  item->name_len, &which))
		return;
	reading->has_ours = true;
	if (parse_uint_n(item->value, item->value_len, 10, UINT64_MAX, &c->value[which]) <
	    0)
		c->malformed++;
	else
		c->has[which] = true;
}

int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file)
{
	struct counters counters = { .at_ns = now_ns };

	for (enum counter_file i = 0; i < COUNTER_FILE_MAX_; i++) {
		struct reading reading = { .file = i, .counters = &counters };
		_cleanup_free_ char *text = NULL;
		size_t len = 0;

		int r = proc_read_file(proc_fd, files[i].path, TEXT_MAX, &text, &len);
		if (r == -ENOENT && files[i].may_lack)
			continue;
		if (r < 0) {
			*ret_file = files[i].path;
			return r;
		}
		counters.malformed += files[i].parse(text, len, take_item, &reading);
		/* A file without any counter of enum counter is counted as malformed,
		 * because every kernel has some of these counters in each file. */
		counters.malformed += !reading.has_ours;
	}
	*ret = counters;
	return 0;
}
