/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cell with the owners of a socket in the layout screen, which shows processes with
 * one name together. */
#ifndef FORMAT_FOLDED_OWNERS_H
#define FORMAT_FOLDED_OWNERS_H

#include <locale.h>
#include <stdbool.h>

struct holder;
struct owner_index;
struct strbuf;

/* Appends the processes that hold a socket, as cell_owners does, but processes with one
 * name together, with the number of these processes and the first pid, as in "nginx ×13
 * (812…)"; if utf8 is NULL, as in "nginx x13 (812...)". After 16 names, further processes
 * are only counted, as in "+5". */
void cell_folded_owners(struct strbuf *sb, const struct owner_index *holders,
			const struct holder *first,
			const struct holder *(*next)(const struct owner_index *h,
						     const struct holder *holder),
			bool executables, locale_t utf8);

#endif
