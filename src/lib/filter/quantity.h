/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with units in the filter language. */
#ifndef FILTER_QUANTITY_H
#define FILTER_QUANTITY_H

#include <stdint.h>

/* Parses a number with up to three decimals and an optional unit into the unit of a field
 * (NULL: a count): "200ms", "1.5s", "2m" for times; k, M, G (powers of 1000) and Ki, Mi, Gi
 * (powers of 1024) for all others; "true" and "false" are 1 and 0, and 0x starts a hexadecimal
 * number. Returns NULL, or a constant string that says what is wrong. */
const char *quantity_parse(const char *text, const char *unit, uint64_t *ret);

#endif
