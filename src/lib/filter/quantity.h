/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with units in the filter language. */
#ifndef FILTER_QUANTITY_H
#define FILTER_QUANTITY_H

#include <stdint.h>

/* Parses a number with up to three decimals and an optional suffix, and converts it to
 * `unit`, the unit of a field (NULL: a count). Suffixes for times are ns, us, ms, s, min,
 * m (minute) and h, for other fields k, M, G (powers of 1000) and Ki, Mi, Gi (powers of
 * 1024). "true" is 1, "false" is 0, and 0x begins a hexadecimal number. Returns NULL, or
 * a constant string that says what is wrong. */
const char *quantity_parse(const char *text, const char *unit, uint64_t *ret);

#endif
