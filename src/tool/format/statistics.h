/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statistics of `netstat -s`: the counters of the files snmp, netstat and snmp6 in
 * /proc/net, in the words, the order and the indentation of net-tools 2.10. */
#ifndef FORMAT_STATISTICS_H
#define FORMAT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

struct statistics_spec {
	/* The protocols whose groups of counters are shown, as a mask of 1 << enum proto;
	 * 0: the counters of all protocols are shown. Groups that netstat does not know
	 * are always shown. */
	uint32_t protos;
	/* Whether the counters of IPv6 are shown, not those of IPv4. */
	bool is_v6;
};

/* The files of counters that statistics_put takes, in the order in which they are
 * shown. */
enum statistics_file {
	STATISTICS_SNMP6,
	STATISTICS_SNMP,
	STATISTICS_NETSTAT,
	STATISTICS_FILE_MAX_,
};

/* Returns the path of a file below /proc; NULL: the statistics do not show this file. */
const char *statistics_path(const struct statistics_spec *spec,
			    enum statistics_file file);

/* Appends the counters in the n bytes at `text`, the contents of a file. Returns the
 * number of malformed lines, which are skipped. */
uint64_t statistics_put(struct strbuf *sb, const struct statistics_spec *spec,
			enum statistics_file file, const char *text, size_t n);

#endif
