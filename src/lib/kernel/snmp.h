/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the three formats in which files of /proc/net show counters. Malformed lines are
 * counted and skipped, and so is a last line without a newline, whose number may be cut. */
#ifndef KERNEL_SNMP_H
#define KERNEL_SNMP_H

#include <stddef.h>
#include <stdint.h>

/* A counter in the text. Its strings do not end with a NUL. The value is a string because some
 * counters of the kernel are signed. */
struct snmp_item {
	/* "Tcp", for example; empty in formats without groups. */
	const char *group;
	const char *name;
	const char *value;
	size_t group_len, name_len, value_len;
};

typedef void (*snmp_fn)(const struct snmp_item *item, void *arg);

/* Calls fn for each counter of the n bytes at text. Returns the number of malformed lines. */
typedef uint64_t (*snmp_parse_fn)(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses pairs of lines, "Tcp: InSegs OutSegs" and "Tcp: 12 34", as in net/snmp and
 * net/netstat. Two lines with different numbers of words are no pair. */
uint64_t snmp_parse_pairs(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses one counter per line, "Udp6NoPorts 12", as in net/snmp6. */
uint64_t snmp_parse_list(const char *text, size_t n, snmp_fn fn, void *arg);

/* Parses one group per line, "TCP: inuse 1 orphan 0", as in net/sockstat. */
uint64_t snmp_parse_groups(const char *text, size_t n, snmp_fn fn, void *arg);

#endif
