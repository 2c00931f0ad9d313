/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snmp.h"

#include <stdbool.h>
#include <string.h>

/* A range of bytes of a file below /proc/net: from `at` up to, but not including,
 * `end`. */
struct span {
	const char *at;
	const char *end;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_number(const struct span *word)
{
	return *word->at == '-' || (*word->at >= '0' && *word->at <= '9');
}

static bool is_same(const struct span *a, const struct span *b)
{
	const size_t n = (size_t)(a->end - a->at);

	return n == (size_t)(b->end - b->at) && memcmp(a->at, b->at, n) == 0;
}

/* Removes the first line from `text` and sets *ret to the line without its newline.
 * Returns false if `text` has no newline. */
static bool next_line(struct span *text, struct span *ret)
{
	const size_t left = (size_t)(text->end - text->at);
	const char *newline = left ? memchr(text->at, '\n', left) : NULL;

	if (!newline)
		return false;
	*ret = (struct span){ text->at, newline };
	text->at = newline + 1;
	return true;
}

static bool next_word(struct span *line, struct span *ret)
{
	while (line->at < line->end && is_blank(*line->at))
		line->at++;
	ret->at = line->at;
	while (line->at < line->end && !is_blank(*line->at))
		line->at++;
	ret->end = line->at;
	return ret->at < ret->end;
}

/* Removes the first word of the line, for example "Tcp:", and sets *ret to the group name
 * in the word, "Tcp". Returns false if the first word does not end with a colon. */
static bool next_group(struct span *line, struct span *ret)
{
	struct span word;

	if (!next_word(line, &word) || word.end - word.at < 2 || word.end[-1] != ':')
		return false;
	*ret = (struct span){ word.at, word.end - 1 };
	return true;
}

/* Which words of a line must be numbers rather than names. Bit 0 stands for the words at
 * even positions, counted from 0, bit 1 for the words at odd positions. */
enum words { NAMES = 0, NAMES_AND_NUMBERS = 2, NUMBERS = 3 };

/* Counts the words of a line. Returns -1 if a word is a number where `words` demands a
 * name, or a name where `words` demands a number. */
static int count_words(struct span line, enum words words)
{
	struct span word;
	int count = 0;

	for (; next_word(&line, &word); count++)
		if (is_number(&word) != (words >> count % 2 & 1))
			return -1;
	return count;
}

static void hand_on(const struct span *group, const struct span *name,
		    const struct span *value, snmp_fn fn, void *arg)
{
	const struct snmp_item item = {
		.group = group->at,
		.name = name->at,
		.value = value->at,
		.group_len = (size_t)(group->end - group->at),
		.name_len = (size_t)(name->end - name->at),
		.value_len = (size_t)(value->end - value->at),
	};

	fn(&item, arg);
}

/* Calls fn for each counter of two lines, `names` with the names and `values` with the
 * numbers of a group of counters. Returns false without a call of fn if the lines do not
 * match. */
static bool parse_pair(struct span names, struct span values, snmp_fn fn, void *arg)
{
	struct span group;
	struct span again;
	struct span name;
	struct span value;

	if (!next_group(&names, &group) || !next_group(&values, &again) ||
	    !is_same(&group, &again))
		return false;
	const int count = count_words(names, NAMES);
	if (count < 0 || count != count_words(values, NUMBERS))
		return false;
	while (next_word(&names, &name) && next_word(&values, &value))
		hand_on(&group, &name, &value, fn, arg);
	return true;
}

uint64_t snmp_parse_pairs(const char *text, size_t n, snmp_fn fn, void *arg)
{
	struct span left = { text, text + n };
	/* The previous line of the text, if the previous line may have the names of the
	 * numbers on the current line; otherwise names.at is NULL. */
	struct span names = { NULL, NULL };
	struct span values;
	uint64_t malformed = 0;

	while (next_line(&left, &values)) {
		if (names.at && parse_pair(names, values, fn, arg)) {
			names.at = NULL;
			continue;
		}
		/* A previous line that forms no pair with the current line counts as
		 * malformed. The current line may have the names of the next group. */
		malformed += names.at != NULL;
		names = values;
	}
	return malformed + (names.at != NULL) + (left.at < left.end);
}

/* Parses lines of alternating names and numbers. If has_group, a line has the name of a
 * group and any number of pairs of a name and a number; otherwise a line has exactly one
 * pair of a name and a number. Returns the number of malformed lines. */
static uint64_t parse_lines(const char *text, size_t n, bool has_group, snmp_fn fn,
			    void *arg)
{
	struct span left = { text, text + n };
	struct span line;
	struct span name;
	struct span value;
	uint64_t malformed = 0;

	while (next_line(&left, &line)) {
		struct span group = { line.at, line.at };
		const bool is_headed = !has_group || next_group(&line, &group);
		const int count = count_words(line, NAMES_AND_NUMBERS);

		if (!is_headed || count < 0 ||
		    (has_group ? count % 2 != 0 : count != 2)) {
			malformed++;
			continue;
		}
		while (next_word(&line, &name) && next_word(&line, &value))
			hand_on(&group, &name, &value, fn, arg);
	}
	return malformed + (left.at < left.end);
}

uint64_t snmp_parse_list(const char *text, size_t n, snmp_fn fn, void *arg)
{
	return parse_lines(text, n, false, fn, arg);
}

uint64_t snmp_parse_groups(const char *text, size_t n, snmp_fn fn, void *arg)
{
	return parse_lines(text, n, true, fn, arg);
}
