/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialect.h"

#include <string.h>

#include "parse_state.h"
#include "util/cleanup.h"

static bool has_name(const struct dialect *dialect, const char *name)
{
	for (size_t i = 0; i < dialect->options_count; i++)
		if (strcmp(dialect->options[i].name, name) == 0)
			return true;
	return false;
}

static bool has_letter(const struct dialect *dialect, char letter)
{
	for (size_t i = 0; i < dialect->options_count; i++)
		if (dialect->options[i].letter == letter)
			return true;
	return false;
}

bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret)
{
	const struct dialect *ours = &dialect_sockstat;

	if (i < dialect->options_count) {
		*ret = (struct dialect_option){ &dialect->options[i],
						dialect->options[i].letter };
		return true;
	}
	if (dialect == ours)
		return false;

	/* the dialect's own options are followed by the options of sockstat whose names
	 * the dialect does not use */
	i -= dialect->options_count;
	for (size_t k = 0; k < ours->options_count; k++) {
		const struct option_desc *desc = &ours->options[k];

		if (has_name(dialect, desc->name) || i--)
			continue;
		const bool is_free = dialect->has_letters && desc->letter &&
				     !has_letter(dialect, desc->letter);
		*ret = (struct dialect_option){ .desc = desc };
		if (is_free)
			ret->letter = desc->letter;
		return true;
	}
	return false;
}
