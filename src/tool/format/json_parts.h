/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What JSON objects (RFC 8259) are put together from. A comma comes by itself before a key. */
#ifndef FORMAT_JSON_PARTS_H
#define FORMAT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct identity;
struct query_gaps;
struct strbuf;

/* The version of the objects: it is raised when a key is dropped or changes its meaning, not when
 * one is added. 2: a NUL in a name is U+FFFD, and recv_q of a sample does not count a FIN. */
#define JSON_SCHEMA 2

/* A comma, unless what was written last opened an object or array. */
void json_separate(struct strbuf *sb);

/* A string of the program's own. */
void json_text(struct strbuf *sb, const char *text);

void json_key(struct strbuf *sb, const char *key);
void json_number(struct strbuf *sb, const char *key, uint64_t value);
void json_bool(struct strbuf *sb, const char *key, bool value);

/* A number that is so many thousandths (places 3) or millionths (6). */
void json_decimal(struct strbuf *sb, const char *key, uint64_t value,
		  unsigned int places);

/* A key and a name of n bytes, which may be any. Where the string cannot have all of them, because
 * they are not UTF-8 or hold a NUL, those that it shows stand behind it as hexadecimal digits, under
 * the key with "_hex". True: the name is longer than ESCAPE_MAX, and was cut. */
bool json_bytes(struct strbuf *sb, const char *key, const char *bytes, size_t n);

/* The same for a string. Leaves the key out where there is none. */
bool json_string(struct strbuf *sb, const char *key, const char *text);

/* "truncated", if a string of the object was cut. */
void json_truncated(struct strbuf *sb, bool is_cut);

/* "time": CLOCK_REALTIME in nanoseconds, as RFC 3339 has it, in UTC. */
void json_time(struct strbuf *sb, uint64_t ns);

/* Which host, boot and network namespace the object is about, as far as that is known. NULL: it is
 * not. */
void json_identity(struct strbuf *sb, const struct identity *identity);

/* "gaps": what could not be seen. */
void json_gaps(struct strbuf *sb, const struct query_gaps *gaps);

#endif
