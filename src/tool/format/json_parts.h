/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building blocks of JSON objects (RFC 8259). Commas before keys are added by these
 * functions. */
#ifndef FORMAT_JSON_PARTS_H
#define FORMAT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct identity;
struct query_gaps;
struct strbuf;

/* The version of the objects. It is raised when a key is dropped or changes its meaning,
 * not when one is added. Since 2 a NUL in a name is U+FFFD, and recv_q of a sample does
 * not count a FIN. */
#define JSON_SCHEMA 2

/* Appends a comma, unless an object or array was just opened. */
void json_separate(struct strbuf *sb);

/* Appends a literal as a string. */
void json_text(struct strbuf *sb, const char *text);

void json_key(struct strbuf *sb, const char *key);
void json_number(struct strbuf *sb, const char *key, uint64_t value);
void json_bool(struct strbuf *sb, const char *key, bool value);

/* A number in thousandths (places 3) or millionths (places 6). */
void json_decimal(struct strbuf *sb, const char *key, uint64_t value,
		  unsigned int places);

/* A key and a name of n bytes, which may have any value. If some are not UTF-8 or NUL,
 * the string cannot hold them, and a second key with "_hex" at its end has the shown
 * bytes as hexadecimal digits. True: the name is longer than ESCAPE_MAX, and was cut. */
bool json_bytes(struct strbuf *sb, const char *key, const char *bytes, size_t n);

/* json_bytes for a C string; nothing where it is NULL. */
bool json_string(struct strbuf *sb, const char *key, const char *text);

/* The key "truncated" if a string of the object was cut. */
void json_truncated(struct strbuf *sb, bool is_cut);

/* The key "time": CLOCK_REALTIME in nanoseconds as an RFC 3339 date in UTC. */
void json_time(struct strbuf *sb, uint64_t ns);

/* Keys for the host, the boot and the network namespace, as far as they are known. NULL:
 * none is. */
void json_identity(struct strbuf *sb, const struct identity *identity);

/* The key "gaps": what could not be read. */
void json_gaps(struct strbuf *sb, const struct query_gaps *gaps);

#endif
