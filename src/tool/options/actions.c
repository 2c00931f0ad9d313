/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions.h"

#include <getopt.h>
#include <string.h>

#include "dialect.h"
#include "format/lsof.h"
#include "util/cleanup.h"
#include "util/parse.h"

int set_flag(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	(void)arg;
	*(bool *)((char *)state + desc->field) = true;
	return 0;
}

int add_bit(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	(void)arg;
	*(uint32_t *)((char *)state + desc->field) |= desc->bit;
	return 0;
}

/* Adds each of the names with commas between them. */
int add_families(struct parse_state *state, const struct option_desc *desc,
		 const char *arg)
{
	static const struct {
		const char *name;
		uint32_t ips, protos;
	} families[] = {
		{ "inet", 1U << IP_V4, 0 },
		{ "inet6", 1U << IP_V6, 0 },
		{ "ip", 1U << IP_V4, 0 },
		{ "tcpip", 1U << IP_V4, 0 },
		{ "unix", 0, 1U << PROTO_UNIX },
		{ "link", 0, 1U << PROTO_PACKET },
		{ "netlink", 0, 1U << PROTO_NETLINK },
		{ "vsock", 0, 1U << PROTO_VSOCK },
		{ "xdp", 0, 1U << PROTO_XDP },
		{ "tipc", 0, 1U << PROTO_TIPC },
	};

	(void)desc;
	for (const char *at = arg;; at++) {
		const size_t n = strcspn(at, ",");
		size_t i = 0;

		while (i < ARRAY_SIZE(families) && (strlen(families[i].name) != n ||
						    memcmp(families[i].name, at, n) != 0))
			i++;
		if (i == ARRAY_SIZE(families))
			return parse_fail(state, "-f, -A: unknown address family", arg,
					  " (known: " FAMILY_WORDS ")");
		state->ips |= families[i].ips;
		state->protos |= families[i].protos;
		at += n;
		if (!*at)
			return 0;
	}
}

int accept_only(struct parse_state *state, const struct option_desc *desc,
		const char *arg)
{
	(void)state;
	(void)desc;
	(void)arg;
	return 0;
}

int parse_set_interval(struct parse_state *state, const char *text)
{
	uint32_t ms = 0;

	if (parse_seconds(text, &ms) < 0 || !ms)
		return parse_fail(state,
				  "--continuous: not 0.001 to 86400 seconds:", text, "");
	state->options.interval_ms = ms;
	return 0;
}

int set_continuous(struct parse_state *state, const struct option_desc *desc,
		   const char *arg)
{
	(void)desc;
	state->options.continuous = true;
	return arg ? parse_set_interval(state, arg) : 0;
}

int refuse(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	const char letter[] = { '-', desc->letter, '\0' };
	char hint[96];

	(void)arg;
	snprintf(hint, sizeof(hint), " %s", desc->help);
	return parse_fail(state, state->dialect->name, desc->letter ? letter : desc->name,
			  hint);
}

int set_fields(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	(void)desc;
	state->options.layout = &out_lsof_fields;
	if (lsof_fields_parse(arg ? arg : "", &state->options.fields) < 0)
		return parse_fail(state, "-F: unknown field in", arg,
				  " (see the manual)");
	return 0;
}

int set_summary_or_states(struct parse_state *state, const struct option_desc *desc,
			  const char *arg)
{
	const char *word = state->argv[optind - 1];
	/* in "--state X" the argument is a word of its own, "--state=X" begins with the name */
	const bool is_long = arg && (arg == word || strncmp(word, "--", 2) == 0);
	const char *next = arg || optind == state->argc ? arg : state->argv[optind];

	if (is_long || (next && next[0] != '-' && strchr(next, ':')))
		return add_states(state, desc, arg);
	state->is_summary = true;
	state->letters = arg;
	return 0;
}

int set_command(struct parse_state *state, const struct option_desc *desc,
		const char *arg)
{
	(void)arg;
	return parse_set_command(state, (enum command)desc->bit);
}
