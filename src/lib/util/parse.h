/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict numbers: digits of the base from the first byte to the last, nothing else. */
#ifndef UTIL_PARSE_H
#define UTIL_PARSE_H

#include <stddef.h>
#include <stdint.h>

/* n bytes at s as a number of base 10 or 16, at most max. -EINVAL (not a number) and
 * -ERANGE (above max) leave *ret alone. */
int parse_uint_n(const char *s, size_t n, unsigned int base, uint64_t max, uint64_t *ret);

/* The same for a whole string, in base 10. */
int parse_u32(const char *s, uint32_t *ret);

/* Seconds with up to three decimals ("2", "0.5"), into milliseconds, at most a day. */
int parse_seconds(const char *s, uint32_t *ret_ms);

#endif
