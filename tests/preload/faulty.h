/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What faulty.so is told, and tells, in a file that both it and its maker have mapped. */
#ifndef TESTS_FAULTY_H
#define TESTS_FAULTY_H

/* The path of that file, in the environment. */
#define FAULTY_FILE "FAULTY_FILE"

struct faulty {
	/* The allocation that fails, from 1; 0: none. */
	unsigned long fail_at;
	/* All allocations after it fail too. */
	unsigned long is_lasting;
	/* The most bytes of one read(2) or write(2); 0: any. */
	unsigned long piece;
	/* The pause at which the program is interrupted; 0: none. */
	unsigned long rounds;
	/* what came of it */
	unsigned long allocations;
	unsigned long failed;
	unsigned long pauses;
};

#endif
