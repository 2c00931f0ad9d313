/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What JSON objects (RFC 8259) are put together from. A comma comes by itself before a key. */
#ifndef OUT_JSON_PARTS_H
#define OUT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct query_gaps;
struct strbuf;

/* Of the objects' shapes: a key is added without a new number, changed or dropped with. */
#define JSON_SCHEMA 1

/* A comma, unless what was written last opened an object or array. */
void json_separate(struct strbuf *sb);

/* A string, escaped. True: it is longer than ESCAPE_MAX, and was cut. */
bool json_text(struct strbuf *sb, const char *text);
bool json_bytes(struct strbuf *sb, const char *bytes, size_t n);

void json_key(struct strbuf *sb, const char *key);
void json_number(struct strbuf *sb, const char *key, uint64_t value);
void json_bool(struct strbuf *sb, const char *key, bool value);

/* A number that is so many thousandths (places 3) or millionths (6). */
void json_decimal(struct strbuf *sb, const char *key, uint64_t value,
		  unsigned int places);

/* Leaves the key out where there is no text. True as above. */
bool json_string(struct strbuf *sb, const char *key, const char *text);

/* "truncated", if a string of the object was cut. */
void json_truncated(struct strbuf *sb, bool is_cut);

/* "gaps": what could not be seen. */
void json_gaps(struct strbuf *sb, const struct query_gaps *gaps);

#endif
