/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that append a member to a JSON object or an element to a JSON array (RFC
 * 8259), after a comma if the object or the array is not empty. If the parameter key is
 * NULL, a function appends an element. */
#ifndef FORMAT_JSON_PARTS_H
#define FORMAT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/field.h"

struct addr;
struct cgroup_labels;
struct holder;
struct identity;
struct out_spec;
struct process;
struct query_gaps;
struct strbuf;

/* Appends `key`, the name of a member of a JSON object, and a colon. `key` must be a
 * string literal that contains no character to escape. */
void json_key(struct strbuf *sb, const char *key);

/* Appends a key and the bracket that opens the value of the key, "{" or "[". */
void json_open(struct strbuf *sb, const char *key, const char *bracket);

void json_number(struct strbuf *sb, const char *key, uint64_t value);
void json_bool(struct strbuf *sb, const char *key, bool value);

/* Appends a number of 64 bits as a string of 16 hexadecimal digits: many JSON parsers
 * round numbers above 2^53. */
void json_hex(struct strbuf *sb, const char *key, uint64_t value);

void json_addr(struct strbuf *sb, const char *key, const struct addr *a);

/* Appends a string: `word`, which must be a string literal; if `word` is NULL, the
 * decimal digits of `number`, so that the value has the type string in any case. */
void json_word(struct strbuf *sb, const char *key, const char *word, uint64_t number);

/* Appends an integer as a decimal fraction, with the last `places` digits of the integer
 * after the point. */
void json_decimal(struct strbuf *sb, const char *key, uint64_t value,
		  unsigned int places);

/* Appends n bytes, which may have any value, as a string. If some of the bytes are NUL or
 * not UTF-8, which JSON cannot represent, also appends a member whose key has the suffix
 * "_hex" and whose value is all n bytes as hexadecimal digits. Returns whether the string
 * was cut because it is longer than ESCAPE_MAX. */
bool json_bytes(struct strbuf *sb, const char *key, const char *bytes, size_t n);

/* Appends a C string as json_bytes does, and returns whether the string was cut; if text
 * is NULL, appends nothing and returns false. */
bool json_string(struct strbuf *sb, const char *key, const char *text);

/* Appends a field as a member whose value is v, in the JSON form for the type of the
 * field. */
void json_field(struct strbuf *sb, const char *key, enum field_type type,
		const struct field_value *value);

/* Appends the member "truncated" if is_cut is set, which means that a string of the
 * object was cut. */
void json_truncated(struct strbuf *sb, bool is_cut);

/* Appends the members unit, container, pod and cgroup of a process, as far as they are
 * known. Returns whether one of these strings was cut. */
bool json_cgroup(struct strbuf *sb, const struct cgroup_labels *cgroup);

/* Appends the first members of an output: the version of the schema; the identities of
 * the host, its boot and the network namespace (identity is NULL: not known); and the
 * time, time_ns nanoseconds of CLOCK_REALTIME (0: not known). */
void json_head(struct strbuf *sb, const struct identity *identity, uint64_t time_ns);

/* Appends the member "time": ns nanoseconds of CLOCK_REALTIME, as an RFC 3339 date and
 * time in UTC. */
void json_time(struct strbuf *sb, uint64_t ns);

/* Appends a process that holds a socket, as an element of a JSON array; if has_fd is set,
 * the element has the number of the descriptor of the socket, too. */
void json_holder(struct strbuf *sb, const struct out_spec *spec, const struct holder *h,
		 const struct process *p, bool has_fd);

/* Appends the member "gaps", which says what could not be read. */
void json_gaps(struct strbuf *sb, const struct query_gaps *gaps);

#endif
