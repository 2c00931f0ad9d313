/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiles an expression of ss to INET_DIAG bytecode. */
#ifndef FILTER_PROGRAM_EXPR_H
#define FILTER_PROGRAM_EXPR_H

struct expr;
struct program;

/* Appends code that accepts exactly the sockets of a pair for which the expression is true. */
void program_expr(struct program *p, const struct expr *e, unsigned int pair);

#endif
