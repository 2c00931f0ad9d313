/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict parsing of numbers: every byte must be a digit, in base 10 or 16. */
#ifndef UTIL_PARSE_H
#define UTIL_PARSE_H

#include <stddef.h>
#include <stdint.h>

/* Parses the n bytes at s as a number in base 10 or 16. Returns 0 and sets *ret, -EINVAL
 * if the bytes are no number, or -ERANGE if the number is above max. On error *ret is
 * unchanged. */
int parse_uint_n(const char *s, size_t n, unsigned int base, uint64_t max, uint64_t *ret);

/* Parses the whole string s as a decimal number. Returns 0 and sets *ret, -EINVAL if s is
 * no number, or -ERANGE if the number is above UINT32_MAX. On error *ret is unchanged. */
int parse_u32(const char *s, uint32_t *ret);

/* Parses a number of seconds with up to three decimals ("2", "0.5"), at most a day, into
 * milliseconds. Returns 0 and sets *ret_ms, -EINVAL if s is no such number, or -ERANGE if
 * the time is longer than a day. On error *ret_ms is unchanged. */
int parse_seconds(const char *s, uint32_t *ret_ms);

#endif
