/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "folded_owners.h"

#include <string.h>

#include "cell.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"

enum { FOLDS_MAX = 16 };

/* A group of processes that have one name and hold a socket by the same means (enum
 * held_by), and that are therefore shown together. */
struct fold {
	const char *name;
	const struct holder *first;
	uint32_t count;
};

static bool is_same_name(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void put_fold(struct strbuf *sb, const struct fold *fold,
		     const struct owner_index *holders, locale_t utf8)
{
	if (fold->count == 1) {
		strbuf_addu(sb, owner_index_process(holders, fold->first)->pid);
		strbuf_addc(sb, '/');
	}
	cell_program(sb, fold->name, ",");
	cell_means(sb, fold->first);
	if (fold->count == 1)
		return;
	strbuf_adds(sb, utf8 ? " \u00d7" : " x");
	strbuf_addu(sb, fold->count);
	strbuf_adds(sb, " (");
	strbuf_addu(sb, owner_index_process(holders, fold->first)->pid);
	strbuf_adds(sb, utf8 ? "\u2026)" : "...)");
}

void cell_folded_owners(struct strbuf *sb, const struct owner_index *holders,
			const struct holder *first,
			const struct holder *(*next)(const struct owner_index *h,
						     const struct holder *holder),
			bool executables, locale_t utf8)
{
	const struct process *last = NULL;
	struct fold folds[FOLDS_MAX];
	size_t len = 0;
	uint32_t more = 0;

	for (const struct holder *h = first; h; h = next(holders, h)) {
		const struct process *p = owner_index_process(holders, h);
		const char *name = executables ? p->executable : p->command;
		size_t i = 0;

		if (cell_is_repeated(holders, first, next, h, last))
			continue;
		last = p;
		while (i < len && (folds[i].first->held_by != h->held_by ||
				   !is_same_name(folds[i].name, name)))
			i++;
		if (i < len)
			folds[i].count++;
		else if (len < FOLDS_MAX)
			folds[len++] = (struct fold){ name, h, 1 };
		else
			more++;
	}
	for (size_t i = 0; i < len; i++) {
		strbuf_adds(sb, i ? "," : "");
		put_fold(sb, &folds[i], holders, utf8);
	}
	if (more) {
		strbuf_adds(sb, ",+");
		strbuf_addu(sb, more);
	}
}
