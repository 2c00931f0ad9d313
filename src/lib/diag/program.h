/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler for INET_DIAG bytecode (linux/inet_diag.h). An operation that holds continues
 * with the next one; one that does not jumps to a label. All jumps lead forward. */
#ifndef DIAG_PROGRAM_H
#define DIAG_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr;

/* Labels, to which operations jump. */
enum {
	/* The end of the program, where the kernel accepts the socket. */
	LABEL_PASS,
	/* Four bytes behind the end, where the kernel rejects the socket. */
	LABEL_REJECT,
	/* The first label that program_label() returns. */
	LABEL_FIRST,
	LABEL_MAX = 4096,
};

struct program {
	/* The buffer of the caller, and its used and total size in bytes. */
	uint8_t *to;
	size_t len, cap;
	/* An operation or a label did not fit, so that there is no program. */
	bool is_full;
	/* The label that program_label() returns next. */
	uint16_t labels;
	/* Offset of each label in the program. */
	uint16_t at[LABEL_MAX];
};

/* Begins a program in a buffer of cap bytes. */
void program_begin(struct program *p, uint8_t *to, size_t cap);

/* Returns a new label, which is the same as LABEL_REJECT until program_place() makes it the
 * current end of the program. */
uint16_t program_label(struct program *p);
void program_place(struct program *p, uint16_t label);

/* Append a condition on one end of the socket or on the whole socket. `no` is the label for a
 * socket that does not meet it. program_prefix() compares the first `bits` bits of an address. */
void program_prefix(struct program *p, bool is_peer, const struct addr *a, uint8_t bits,
		    uint16_t no);
void program_port_at_least(struct program *p, bool is_peer, uint16_t port, uint16_t no);
void program_ports(struct program *p, bool is_peer, uint16_t first, uint16_t last,
		   uint16_t no);
void program_link(struct program *p, uint32_t ifindex, uint16_t no);
void program_autobound(struct program *p, uint16_t no);

/* Appends a jump to a label. */
void program_jump(struct program *p, uint16_t to);

/* Replaces the labels by offsets. Returns the length of the program in bytes, or 0 if it did not
 * fit. */
size_t program_end(struct program *p);

#endif
