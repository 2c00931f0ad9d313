/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netcounters.h"

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/parse.h"
#include "sys/proc.h"
#include "sys/snmp.h"

enum { TEXT_MAX = 1024 * 1024 }; /* the longest of the files has some 6 KiB */

static const struct counter_file_desc {
	const char *path;
	snmp_parse_fn parse;
	bool may_lack; /* where the kernel has no IPv6 */
} files[] = {
	[COUNTER_FILE_SNMP] = { "net/snmp", snmp_parse_pairs, false },
	[COUNTER_FILE_NETSTAT] = { "net/netstat", snmp_parse_pairs, false },
	[COUNTER_FILE_SNMP6] = { "net/snmp6", snmp_parse_list, true },
	[COUNTER_FILE_SOCKSTAT] = { "net/sockstat", snmp_parse_groups, false },
};
_Static_assert(ARRAY_SIZE(files) == COUNTER_FILE_MAX_, "a file lacks its row");

struct reading {
	enum counter_file file;
	struct counters *counters;
	bool has_ours; /* the file has some counter of the table */
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

/* The whole file; *ret is the caller's. */
static int read_text(int proc_fd, const char *path, char **ret, size_t *ret_len)
{
	_cleanup_file_ FILE *f = NULL;
	_cleanup_free_ char *text = NULL;
	size_t cap = 0;
	size_t len = 0;
	size_t n = 0;

	int r = proc_open_file(proc_fd, path, &f);
	if (r < 0)
		return r;
	do {
		r = len < TEXT_MAX ? grow(&text, &cap, len + BUFSIZ, 1) : -EFBIG;
		if (r < 0)
			return r;
		errno = 0;
		n = fread(text + len, 1, cap - len, f);
		len += n;
	} while (n);
	if (ferror(f))
		return errno ? -errno : -EIO;
	*ret = TAKE(text);
	*ret_len = len;
	return 0;
}

int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file)
{
	struct counters counters = { .at_ns = now_ns };

	for (enum counter_file i = 0; i < COUNTER_FILE_MAX_; i++) {
		struct reading reading = { .file = i, .counters = &counters };
		_cleanup_free_ char *text = NULL;
		size_t len = 0;

		int r = read_text(proc_fd, files[i].path, &text, &len);
		if (r == -ENOENT && files[i].may_lack)
			continue;
		if (r < 0) {
			*ret_file = files[i].path;
			return r;
		}
		counters.malformed += files[i].parse(text, len, take_item, &reading);
		/* every kernel has some in each: this one was cut, or is something else */
		counters.malformed += !reading.has_ours;
	}
	*ret = counters;
	return 0;
}
