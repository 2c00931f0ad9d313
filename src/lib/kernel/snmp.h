/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three shapes in which files of /proc/net tell counters. What is not understood is
 * counted and passed over, and so is a last line that no newline ends: its number may be cut. */
#ifndef KERNEL_SNMP_H
#define KERNEL_SNMP_H

#include <stddef.h>
#include <stdint.h>

/* A counter as it stands in the text: no NUL ends any of the three. The value is a word: the
 * kernel has some that are signed. */
struct snmp_item {
	const char *group; /* "Tcp"; empty where the shape has none */
	const char *name;
	const char *value;
	size_t group_len, name_len, value_len;
};

typedef void (*snmp_fn)(const struct snmp_item *item, void *arg);

/* Calls fn for each counter of the n bytes at text; returns how many lines were not
 * understood. */
typedef uint64_t (*snmp_parse_fn)(const char *text, size_t n, snmp_fn fn, void *arg);

/* Pairs of lines, "Tcp: InSegs OutSegs" and "Tcp: 12 34", as in net/snmp and net/netstat. Names
 * and numbers that do not match in number are no pairs. */
uint64_t snmp_parse_pairs(const char *text, size_t n, snmp_fn fn, void *arg);

/* A line a counter, "Udp6NoPorts     12", as in net/snmp6. */
uint64_t snmp_parse_list(const char *text, size_t n, snmp_fn fn, void *arg);

/* A line a group, "TCP: inuse 1 orphan 0", as in net/sockstat. */
uint64_t snmp_parse_groups(const char *text, size_t n, snmp_fn fn, void *arg);

#endif
