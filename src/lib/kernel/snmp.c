/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snmp.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of the text, up to and without end. */
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

/* Takes the next line without its newline. Returns false if there is none that ends with a
 * newline. */
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

/* Takes the name of the group from "Tcp:"; the line continues behind it. */
static bool next_group(struct span *line, struct span *ret)
{
	struct span word;

	if (!next_word(line, &word) || word.end - word.at < 2 || word.end[-1] != ':')
		return false;
	*ret = (struct span){ word.at, word.end - 1 };
	return true;
}

/* Counts the words of a line. Returns false if not all of them are numbers, or not all
 * names. */
static bool count_words(struct span line, bool are_numbers, size_t *ret)
{
	struct span word;
	size_t count = 0;

	for (; next_word(&line, &word); count++)
		if (is_number(&word) != are_numbers)
			return false;
	*ret = count;
	return true;
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

/* Reports the counters of two lines if they are the names and the numbers of one group;
 * otherwise returns false. */
static bool parse_pair(struct span names, struct span values, snmp_fn fn, void *arg)
{
	struct span group;
	struct span again;
	struct span name;
	struct span value;
	size_t names_count = 0;
	size_t values_count = 0;

	if (!next_group(&names, &group) || !next_group(&values, &again) ||
	    !is_same(&group, &again) || !count_words(names, false, &names_count) ||
	    !count_words(values, true, &values_count) || names_count != values_count)
		return false;
	while (next_word(&names, &name) && next_word(&values, &value))
		hand_on(&group, &name, &value, fn, arg);
	return true;
}

uint64_t snmp_parse_pairs(const char *text, size_t n, snmp_fn fn, void *arg)
{
	struct span left = { text, text + n };
	/* NULL if no line of names waits for its numbers. */
	struct span names = { NULL, NULL };
	struct span values;
	uint64_t malformed = 0;

	while (next_line(&left, &values)) {
		if (names.at && parse_pair(names, values, fn, arg)) {
			names.at = NULL;
			continue;
		}
		/* The line may have the names of the next group. */
		malformed += names.at != NULL;
		names = values;
	}
	return malformed + (names.at != NULL) + (left.at < left.end);
}

uint64_t snmp_parse_list(const char *text, size_t n, snmp_fn fn, void *arg)
{
	struct span left = { text, text + n };
	struct span line;
	struct span name;
	struct span value;
	struct span more;
	uint64_t malformed = 0;

	while (next_line(&left, &line)) {
		const struct span no_group = { line.at, line.at };

		if (next_word(&line, &name) && next_word(&line, &value) &&
		    is_number(&value) && !next_word(&line, &more))
			hand_on(&no_group, &name, &value, fn, arg);
		else
			malformed++;
	}
	return malformed + (left.at < left.end);
}

/* Returns whether names and numbers alternate. */
static bool is_group(struct span line)
{
	struct span word;
	size_t count = 0;

	for (; next_word(&line, &word); count++)
		if (is_number(&word) != (count % 2 == 1))
			return false;
	return count % 2 == 0;
}

uint64_t snmp_parse_groups(const char *text, size_t n, snmp_fn fn, void *arg)
{
	struct span left = { text, text + n };
	struct span line;
	struct span group;
	struct span name;
	struct span value;
	uint64_t malformed = 0;

	while (next_line(&left, &line)) {
		if (!next_group(&line, &group) || !is_group(line)) {
			malformed++;
			continue;
		}
		while (next_word(&line, &name) && next_word(&line, &value))
			hand_on(&group, &name, &value, fn, arg);
	}
	return malformed + (left.at < left.end);
}
