/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that append a member of a JSON object or an element of a JSON array (RFC
 * 8259), with a comma in front where one is needed. If key is NULL, a function appends an
 * element of an array. */
#ifndef FORMAT_JSON_PARTS_H
#define FORMAT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/field.h"

struct addr;
struct holder;
struct identity;
struct out_spec;
struct process;
struct query_gaps;
struct strbuf;

/* Appends key, which is a literal without characters that JSON escapes, and a colon. */
void json_key(struct strbuf *sb, const char *key);

/* Appends a key and the bracket that opens its value, "{" or "[". */
void json_open(struct strbuf *sb, const char *key, const char *bracket);

void json_number(struct strbuf *sb, const char *key, uint64_t value);
void json_bool(struct strbuf *sb, const char *key, bool value);

/* Appends a number of 64 bits as a string of 16 hexadecimal digits, because JSON parsers
 * may round numbers above 2^53. */
void json_hex(struct strbuf *sb, const char *key, uint64_t value);

void json_addr(struct strbuf *sb, const char *key, const struct addr *a);

/* Appends word, which is a literal, as a string. If word is NULL, appends number as a
 * string, so that the value always has the same type. */
void json_word(struct strbuf *sb, const char *key, const char *word, uint64_t number);

/* Appends an integer as a decimal fraction: the last `places` digits stand behind the
 * point. */
void json_decimal(struct strbuf *sb, const char *key, uint64_t value,
		  unsigned int places);

/* Appends a string of n bytes, which may have any value. JSON cannot represent bytes that
 * are NUL or not UTF-8: a string with such bytes gets a second key with the suffix
 * "_hex", whose value has the shown bytes as hexadecimal digits. Returns whether the
 * string was cut because it is longer than ESCAPE_MAX. */
bool json_bytes(struct strbuf *sb, const char *key, const char *bytes, size_t n);

/* Does the same as json_bytes for a C string. Appends nothing if text is NULL. */
bool json_string(struct strbuf *sb, const char *key, const char *text);

/* Appends a value of any type of field. */
void json_field(struct strbuf *sb, const char *key, enum field_type type,
		const struct field_value *value);

/* Appends the member "truncated" if is_cut is set, because a string of the object was
 * cut. */
void json_truncated(struct strbuf *sb, bool is_cut);

/* Appends the members that begin an outermost object: the version of the schema; the
 * host, the boot and the network namespace as far as they are known (identity is NULL:
 * all unknown); and the time time_ns in nanoseconds of CLOCK_REALTIME (0: unknown). */
void json_head(struct strbuf *sb, const struct identity *identity, uint64_t time_ns);

/* Appends the member "time": ns nanoseconds of CLOCK_REALTIME as an RFC 3339 date in
 * UTC. */
void json_time(struct strbuf *sb, uint64_t ns);

/* Appends a process that holds a socket as an element of an array, with the number of its
 * descriptor if has_fd is set. */
void json_holder(struct strbuf *sb, const struct out_spec *spec, const struct holder *h,
		 const struct process *p, bool has_fd);

/* Appends the member "gaps", which says what could not be read. */
void json_gaps(struct strbuf *sb, const struct query_gaps *gaps);

#endif
