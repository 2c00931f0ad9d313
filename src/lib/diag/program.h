/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler for INET_DIAG bytecode (linux/inet_diag.h). If the condition of an operation
 * is met, the next operation follows; otherwise the operation jumps to a label. All jumps
 * lead forward. */
#ifndef DIAG_PROGRAM_H
#define DIAG_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr;

/* Labels to which operations jump. */
enum {
	/* The end of the INET_DIAG bytecode. The kernel accepts a socket whose check gets
	 * there. */
	LABEL_PASS,
	/* Four bytes behind the end of the INET_DIAG bytecode. The kernel rejects a
	 * socket whose check gets there. */
	LABEL_REJECT,
	/* The first label that program_label() returns. */
	LABEL_FIRST,
	LABEL_MAX = 4096,
};

struct program {
	/* The buffer for the INET_DIAG bytecode, which the caller owns. */
	uint8_t *to;
	/* Used and total size of the buffer, in bytes. */
	size_t len, cap;
	/* An operation or a label did not fit, so that program_end() returns 0. */
	bool is_full;
	/* The label that the next call of program_label() returns. */
	uint16_t labels;
	/* Offset of each label in the INET_DIAG bytecode, in bytes. */
	uint16_t at[LABEL_MAX];
};

/* Begins a program in the buffer `to`, which has cap bytes. */
void program_begin(struct program *p, uint8_t *to, size_t cap);

/* Returns a new label, which is the same as LABEL_REJECT until program_place() is called
 * for this label. */
uint16_t program_label(struct program *p);
/* Makes the label stand for the current end of the program. */
void program_place(struct program *p, uint16_t label);

/* Appends the condition that the first `bits` bits of the local address, or of the peer's
 * address if is_peer, are those of `a`. `no`, here and in the functions below: label to
 * which a socket that does not meet the condition jumps. */
void program_prefix(struct program *p, bool is_peer, const struct addr *a, uint8_t bits,
		    uint16_t no);
/* Appends the condition that the local port, or the peer's port if is_peer, is at least
 * `port`. */
void program_port_at_least(struct program *p, bool is_peer, uint16_t port, uint16_t no);
/* Appends the condition that the local port, or the peer's port if is_peer, is in the
 * range from `first` to `last`. */
void program_ports(struct program *p, bool is_peer, uint16_t first, uint16_t last,
		   uint16_t no);
/* Appends the condition that the socket is bound to the interface with this index. */
void program_link(struct program *p, uint32_t ifindex, uint16_t no);
/* Appends the condition that the kernel chose the local port of the socket. */
void program_autobound(struct program *p, uint16_t no);

/* Appends a jump to the label `to` to the INET_DIAG bytecode. */
void program_jump(struct program *p, uint16_t to);

/* Replaces the labels in the program by offsets. Returns the length of the program in
 * bytes, or 0 if the program did not fit into its buffer. */
size_t program_end(struct program *p);

#endif
