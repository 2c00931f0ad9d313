/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declarations for every target: the function that the driver calls with an input, and a
 * way to report a fault. The input ends at the end of its memory, without a NUL. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name that libFuzzer requires; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks what must hold for any input; a driver takes an abort for a crash. */
#define require(condition)                                                               \
	((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))

_Noreturn static inline void fuzz_fail(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

/* Returns the input up to its first NUL as a string, which the caller frees. */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	require(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif
