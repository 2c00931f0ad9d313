/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler for INET_DIAG bytecode (linux/inet_diag.h), by which the kernel filters the
 * sockets of a dump. If the condition of an operation is met, the next operation follows;
 * otherwise the operation jumps to a label. All jumps lead forward. */
#ifndef DIAG_PROGRAM_H
#define DIAG_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr;

/* Labels in the INET_DIAG bytecode to which operations can jump. */
enum {
	/* Label at the end of the INET_DIAG bytecode. The kernel accepts a socket for
	 * which the bytecode jumps to this label. */
	LABEL_PASS,
	/* Label four bytes behind the end of the INET_DIAG bytecode. The kernel rejects a
	 * socket for which the bytecode jumps to this label. */
	LABEL_REJECT,
	/* The first label that program_label() returns. */
	LABEL_FIRST,
	LABEL_MAX = 4096,
};

struct program {
	/* The buffer for the INET_DIAG bytecode; the buffer belongs to the caller. */
	uint8_t *to;
	/* The number of used bytes (`len`) and of all bytes (`cap`) of the buffer
	 * `to`. */
	size_t len, cap;
	/* Whether an operation or a label did not fit, in which case program_end()
	 * returns 0. */
	bool is_full;
	/* The label that the next call of program_label() returns. */
	uint16_t labels;
	/* Offset of each label in the INET_DIAG bytecode, in bytes. */
	uint16_t at[LABEL_MAX];
};

/* Begins an INET_DIAG program in the buffer `to`, which has cap bytes. */
void program_begin(struct program *p, uint8_t *to, size_t cap);

/* Returns a new label. A jump to the new label is a jump to LABEL_REJECT unless
 * program_place() is called for the label before program_end(). */
uint16_t program_label(struct program *p);
/* Makes the label stand for the current end of the INET_DIAG bytecode. */
void program_place(struct program *p, uint16_t label);

/* Appends the condition that the first `bits` bits of the local address, or of the peer's
 * address if is_peer, are those of the address `a`. `no` is the label to which the
 * bytecode jumps for a socket that does not meet the condition. */
void program_prefix(struct program *p, bool is_peer, const struct addr *a, uint8_t bits,
		    uint16_t no);
/* Appends the condition that the local port, or the peer's port if is_peer, is at least
 * `port`. `no` is the label to which the bytecode jumps for a socket that does not meet
 * the condition. */
void program_port_at_least(struct program *p, bool is_peer, uint16_t port, uint16_t no);
/* Appends the condition that the local port, or the peer's port if is_peer, is in the
 * range from `first` to `last`. `no` is the label to which the bytecode jumps for a
 * socket that does not meet the condition. */
void program_ports(struct program *p, bool is_peer, uint16_t first, uint16_t last,
		   uint16_t no);
/* Appends the condition that the socket is bound to the interface with the index ifindex.
 * `no` is the label to which the bytecode jumps for a socket that does not meet the
 * condition. */
void program_link(struct program *p, uint32_t ifindex, uint16_t no);
/* Appends the condition that the kernel chose the local port of the socket. `no` is the
 * label to which the bytecode jumps for a socket that does not meet the condition. */
void program_autobound(struct program *p, uint16_t no);

/* Appends an unconditional jump to the label `to` to the INET_DIAG bytecode. */
void program_jump(struct program *p, uint16_t to);

/* Replaces the labels in the INET_DIAG bytecode by offsets. Returns the length of the
 * bytecode in bytes, or 0 if the bytecode did not fit into its buffer. */
size_t program_end(struct program *p);

#endif
