/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler for INET_DIAG bytecode (linux/inet_diag.h). An operation that holds continues
 * with the next one; one that does not jumps to a label. All jumps lead forward. */
#ifndef DIAG_PROGRAM_H
#define DIAG_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr;

enum {
	/* the end of the program, which accepts the socket */
	LABEL_PASS,
	/* four bytes behind the end */
	LABEL_REJECT,
	/* first value of program_label() */
	LABEL_FIRST,
	LABEL_MAX = 4096,
};

struct program {
	uint8_t *to;
	size_t len, cap; /* in bytes */
	/* something did not fit: there is no program */
	bool is_full;
	/* the next free label */
	uint16_t labels;
	uint16_t at[LABEL_MAX];
};

/* Begins a program in a buffer of cap bytes. */
void program_begin(struct program *p, uint8_t *to, size_t cap);

/* Returns a label to jump to, which must then be placed at the current end of the program
 * or be made equal to LABEL_REJECT. */
uint16_t program_label(struct program *p);
void program_place(struct program *p, uint16_t label);
void program_reject(struct program *p, uint16_t label);

/* Conditions on one end of the socket or on the whole socket; `no` is the label for a
 * socket that does not meet them. program_prefix() compares the first `bits` bits. */
void program_prefix(struct program *p, bool is_peer, const struct addr *a, uint8_t bits,
		    uint16_t no);
void program_port_at_least(struct program *p, bool is_peer, uint16_t port, uint16_t no);
void program_ports(struct program *p, bool is_peer, uint16_t first, uint16_t last,
		   uint16_t no);
void program_link(struct program *p, uint32_t ifindex, uint16_t no);
void program_autobound(struct program *p, uint16_t no);
void program_jump(struct program *p, uint16_t to);

/* Resolves the labels and returns the length in bytes; 0: the program did not fit. */
size_t program_end(struct program *p);

#endif
