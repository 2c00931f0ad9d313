/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program of INET_DIAG bytecode that is being written. Every operation goes on to the next
 * on yes, and to a label on no; all of these lead forward. */
#ifndef FILTER_PROGRAM_H
#define FILTER_PROGRAM_H

#include "bytecode.h"

enum {
	LABEL_PASS, /* the end of the program, which passes the socket */
	LABEL_REJECT, /* four bytes behind the end */
	LABEL_FIRST, /* of those that program_label gives */
	LABEL_MAX = 4096,
};

struct program {
	uint8_t *to; /* BYTECODE_MAX bytes */
	size_t len;
	bool is_full; /* something did not fit: there is no program */
	uint16_t labels; /* that were given */
	uint16_t at[LABEL_MAX];
};

void program_begin(struct program *p, uint8_t to[BYTECODE_MAX]);

/* A label for operations to come, which is to be placed at the end of the program so far, or to
 * be made the same as LABEL_REJECT. */
uint16_t program_label(struct program *p);
void program_place(struct program *p, uint16_t label);
void program_reject(struct program *p, uint16_t label);

/* What an end of a socket has to have; no is a label. */
void program_prefix(struct program *p, bool is_peer, const struct prefix *prefix,
		    uint16_t no);
void program_ports(struct program *p, bool is_peer, const struct port_range *ports,
		   uint16_t no);
void program_link(struct program *p, uint32_t ifindex, uint16_t no);
void program_autobound(struct program *p, uint16_t no);
void program_jump(struct program *p, uint16_t to);

/* Points each no to where it leads, and returns the length; 0: there is no program. */
size_t program_end(struct program *p);

/* Writes what passes exactly the sockets of a pair for which the expression is true. */
void program_expr(struct program *p, const struct expr *e, unsigned int pair);

#endif
