/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The requests to faulty.so and its results, in a file that both it and the test have
 * mapped. */
#ifndef TESTS_FAULTY_H
#define TESTS_FAULTY_H

/* The environment variable with the path of that file. */
#define FAULTY_FILE "FAULTY_FILE"

struct faulty {
	/* The number of the allocation that fails, from 1, or 0. */
	unsigned long fail_at;
	/* All allocations after it fail too. */
	unsigned long is_lasting;
	/* The maximal number of bytes of one read(2) or write(2), or 0. */
	unsigned long piece;
	/* The number of the pause at which the program is interrupted, or 0. */
	unsigned long rounds;
	/* The results. */
	unsigned long allocations;
	unsigned long failed;
	unsigned long pauses;
};

#endif
