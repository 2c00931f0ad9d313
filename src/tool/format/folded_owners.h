/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners of a socket for the layout screen. */
#ifndef FORMAT_FOLDED_OWNERS_H
#define FORMAT_FOLDED_OWNERS_H

#include <locale.h>
#include <stdbool.h>

struct holder;
struct owner_index;
struct strbuf;

/* Appends the processes that hold a socket like cell_owners, but processes of one name only
 * once, as "nginx ×13 (812…)" with their number and the first pid, or "nginx x13 (812...)" if
 * utf8 is NULL. Processes of more than 16 names are only counted, as "+5". */
void cell_folded_owners(struct strbuf *sb, const struct owner_index *holders,
			const struct holder *first,
			const struct holder *(*next)(const struct owner_index *h,
						     const struct holder *holder),
			bool executables, locale_t utf8);

#endif
