/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the three formats in which files of /proc/net show counters. Malformed lines are
 * counted and skipped; a last line without a newline, whose number may be cut short,
 * counts as malformed. */
#ifndef KERNEL_SNMP_H
#define KERNEL_SNMP_H

#include <stddef.h>
#include <stdint.h>

/* A counter in the text of a file. The strings of the members do not end with a NUL. The
 * value is a string because some counters of the kernel are negative numbers. */
struct snmp_item {
	/* The name of the counter's group, for example "Tcp"; empty in a format without
	 * groups. */
	const char *group;
	const char *name;
	const char *value;
	size_t group_len, name_len, value_len;
};

/* Type of a function that is called for each counter of a text. */
typedef void (*snmp_fn)(const struct snmp_item *item, void *arg);

/* Type of a function that calls fn for each counter in the n bytes at `text`. Returns the
 * number of malformed lines. */
typedef uint64_t (*snmp_parse_fn)(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses pairs of lines such as "Tcp: InSegs OutSegs" and "Tcp: 12 34", the format of
 * /proc/net/snmp and /proc/net/netstat. A pair of lines with different numbers of words
 * is malformed. */
uint64_t snmp_parse_pairs(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses lines with one counter each, such as "Udp6NoPorts 12", the format of
 * /proc/net/snmp6. */
uint64_t snmp_parse_list(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses lines with one group of counters each, such as "TCP: inuse 1 orphan 0", the
 * format of /proc/net/sockstat. */
uint64_t snmp_parse_groups(const char *text, size_t n, snmp_fn fn, void *arg);

#endif
