/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hint.h"

#include <strings.h>

#include "filter/language.h"
#include "options/options.h"
#include "options/words.h"
#include "query/query.h"
#include "text/log.h"

#define TAKEN "no socket matches; '%s' was taken for the name of a program%s%s%s"

/* Returns whether a word is the name of a field of the filter language. A field alone is
 * no filter: a value must follow its name. */
static bool is_field(const char *word)
{
	const char *name = NULL;
	size_t i = 0;

	while ((name = language_name(i)) && strcasecmp(name, word) != 0)
		i++;
	return name != NULL;
}

void hint_at_words(const struct options *o, const struct query_gaps *gaps)
{
	const char *word = NULL;

	if (o->quiet || gaps->undecided)
		return;
	for (size_t i = 0; (word = filter_bare_command(&o->filter, i)); i++) {
		const char *near = words_near(word);

		if (is_field(word))
			log_message(TAKEN, word, " (a field needs a value: ", word,
				    " VALUE)");
		else
			log_message(TAKEN, word, near ? " (did you mean " : "",
				    near ? near : "", near ? "?)" : "");
	}
}
