/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse.h"

#include <errno.h>
#include <string.h>

enum { SECONDS_MAX = 24 * 60 * 60, MS = 1000 };

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return INT8_MAX;
}

int parse_uint_n(const char *s, size_t n, unsigned int base, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;
	int r = 0;

	if (!n)
		return -EINVAL;

	for (size_t i = 0; i < n; i++) {
		unsigned int digit = (unsigned int)digit_of(s[i]);
		if (digit >= base)
			return -EINVAL;
		/* The loop goes on after an overflow, because a later byte that is no
		 * digit makes the result -EINVAL. */
		if (digit > max || value > (max - digit) / base)
			r = -ERANGE;
		else
			value = value * base + digit;
	}
	if (r == 0)
		*ret = value;
	return r;
}

int parse_u32(const char *s, uint32_t *ret)
{
	uint64_t value = 0;
	int r = parse_uint_n(s, strlen(s), 10, UINT32_MAX, &value);

	if (r == 0)
		*ret = (uint32_t)value;
	return r;
}

int parse_seconds(const char *s, uint32_t *ret_ms)
{
	const char *dot = strchrnul(s, '.');
	size_t decimals = *dot ? strlen(dot + 1) : 0;
	uint64_t seconds = 0;
	uint64_t ms = 0;

	int r = parse_uint_n(s, (size_t)(dot - s), 10, SECONDS_MAX, &seconds);
	if (r == 0 && *dot)
		r = decimals > 3 ? -EINVAL
				 : parse_uint_n(dot + 1, decimals, 10, MS - 1, &ms);
	if (r < 0)
		return r;
	for (; decimals < 3; decimals++)
		ms *= 10;
	if (seconds * MS + ms > (uint64_t)SECONDS_MAX * MS)
		return -ERANGE;
	*ret_ms = (uint32_t)(seconds * MS + ms);
	return 0;
}
