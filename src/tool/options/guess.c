/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guess.h"

#include <stdio.h>
#include <string.h>

#include "filter/filter.h"
#include "resolve/names.h"
#include "util/cleanup.h"

/* Returns whether a text is a valid argument of the option -i. */
static bool is_internet(const char *text)
{
	struct filter filter = { 0 };
	const char *why = NULL;
	const bool is_understood =
		filter_add_endpoint(&filter, text, names_find_service, &why) == 0;

	filter_release(&filter);
	return is_understood;
}

bool guess_internet(const char *word, char ret[GUESS_MAX])
{
	static const char *const forms[] = { "%s", ":%s", "@%s", "@[%s]" };
	/* the forms with '@' are only tried for a word that contains '.' or ':' and so
	 * looks like an address, because otherwise every word would be accepted as the
	 * name of a host */
	const size_t count = strpbrk(word, ".:") ? ARRAY_SIZE(forms) : 2;

	for (size_t i = 0; *word && i < count; i++) {
		const int n = snprintf(ret, GUESS_MAX, forms[i], word);

		if (n >= 0 && n < GUESS_MAX && is_internet(ret))
			return true;
	}
	return false;
}

bool guess_states(const char *word, char ret[GUESS_MAX])
{
	struct filter filter = { 0 };
	const char *why = NULL;
	const int n = snprintf(ret, GUESS_MAX, "tcp:%s", word);
	const bool is_understood =
		n >= 0 && n < GUESS_MAX && filter_add_states(&filter, ret, &why) == 0;

	filter_release(&filter);
	return is_understood;
}
