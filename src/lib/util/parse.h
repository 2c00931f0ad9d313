/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict parsing of numbers: every byte must be a digit of the base. */
#ifndef UTIL_PARSE_H
#define UTIL_PARSE_H

#include <stddef.h>
#include <stdint.h>

/* Parses the n bytes at s as a number in base 10 or 16, at most max. -EINVAL (not a
 * number) and -ERANGE (above max) leave *ret unchanged. */
int parse_uint_n(const char *s, size_t n, unsigned int base, uint64_t max, uint64_t *ret);

/* Parses a whole string in base 10 as parse_uint_n() does. */
int parse_u32(const char *s, uint32_t *ret);

/* Parses seconds with up to three decimals ("2", "0.5"), at most a day, into milliseconds.
 * -EINVAL (not a number) and -ERANGE (above a day) leave *ret_ms unchanged. */
int parse_seconds(const char *s, uint32_t *ret_ms);

#endif
