/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quantity.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "util/cleanup.h"
#include "util/parse.h"

struct unit {
	const char *suffix;
	/* number by which the suffix multiplies; for a unit of time, its length in
	 * nanoseconds */
	uint64_t factor;
};

static const struct unit times[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "min", 60000000000 },
	{ "m", 60000000000 },
	{ "h", 3600000000000 },
};

static const struct unit counts[] = {
	{ "", 1 },         { "b", 1 },         { "k", 1000 },       { "kb", 1000 },
	{ "m", 1000000 },  { "mb", 1000000 },  { "g", 1000000000 }, { "gb", 1000000000 },
	{ "ki", 1 << 10 }, { "kib", 1 << 10 }, { "mi", 1 << 20 },   { "mib", 1 << 20 },
	{ "gi", 1 << 30 }, { "gib", 1 << 30 },
};

static uint64_t find_factor(const struct unit *units, size_t n, const char *suffix)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(units[i].suffix, suffix) == 0)
			return units[i].factor;
	return 0;
}

/* Returns the length in nanoseconds of `unit`, the unit of a field; 0: `unit` is no unit
 * of time. */
static uint64_t time_unit(const char *unit)
{
	return !unit                               ? 0
	       : strcmp(unit, "microseconds") == 0 ? 1000
	       : strcmp(unit, "milliseconds") == 0 ? 1000000
	       : strcmp(unit, "seconds") == 0      ? 1000000000
						   : 0;
}

const char *quantity_parse(const char *text, const char *unit, uint64_t *ret)
{
	static const char digits[] = "0123456789";
	const uint64_t ns = time_unit(unit);
	const size_t whole_len = strspn(text, digits);
	const char *rest = text + whole_len;
	uint64_t whole = 0;
	uint64_t thousandths = 0;
	uint64_t sum = 0;

	if (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0) {
		*ret = strcasecmp(text, "true") == 0;
		return NULL;
	}
	if (strncasecmp(text, "0x", 2) == 0)
		return parse_uint_n(text + 2, strlen(text + 2), 16, UINT64_MAX, ret) < 0
			       ? "a number was expected"
			       : NULL;
	if (parse_uint_n(text, whole_len, 10, UINT64_MAX, &whole) < 0)
		return "a number was expected";
	if (*rest == '.') {
		char padded[] = "000";
		const size_t n = strspn(++rest, digits);

		if (!n || n > 3)
			return "a number has one to three decimals";
		memcpy(padded, rest, n);
		(void)parse_uint_n(padded, 3, 10, UINT64_MAX, &thousandths);
		rest += n;
	}

	/* A time without a suffix is in the unit of the compared field. */
	const uint64_t factor = !ns     ? find_factor(counts, ARRAY_SIZE(counts), rest)
				: *rest ? find_factor(times, ARRAY_SIZE(times), rest)
					: ns;
	if (!factor)
		return ns ? "units of time are ns, us, ms, s, min and h"
			  : "units are k, M, G, and Ki, Mi, Gi";
	if (__builtin_mul_overflow(whole, factor, &whole) ||
	    __builtin_add_overflow(whole, thousandths * factor / 1000, &sum))
		return "the number is too large";
	if (thousandths * factor % 1000 || (ns && sum % ns))
		return "a whole number in the unit of the field was expected";
	*ret = ns ? sum / ns : sum;
	return NULL;
}
