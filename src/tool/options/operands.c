/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operands of a command line of netstat: protocols, and the interval after -c. */
#include <string.h>

#include "actions.h"
#include "guess.h"
#include "parse_state.h"
#include "util/cleanup.h"

/* The protocols that are accepted as operands, in upper or lower case. netstat of Windows
 * takes them as arguments of -p, so that -p may stand before them. */
static const struct protocol_desc {
	const char *word;
	uint32_t pairs;
} protocols[] = {
	{ "tcp", PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcpv4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcp4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcpv6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcp6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "udp", PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udpv4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udp4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udpv6", PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udp6", PAIR_BIT(PROTO_UDP, IP_V6) },
};

uint32_t operands_pairs(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++)
		if (strcasecmp(protocols[i].word, word) == 0)
			return protocols[i].pairs;
	return 0;
}

/* Sets state->error for an operand that is neither a protocol nor an interval, with a
 * suggestion of the option that was meant. Returns -EINVAL or -ENOMEM. */
static int fail_operand(struct parse_state *state, const char *word)
{
	char guessed[GUESS_MAX];

	if (guess_states(word, guessed))
		return parse_failf(state, "unknown operand '%s' (did you mean -s %s?)",
				   word, guessed);
	if (strpbrk(word, ":@[") && guess_internet(word, guessed))
		return parse_failf(state, "unknown operand '%s' (did you mean -i %s?)",
				   word, guessed);
	return parse_fail(
		state, "unknown operand", word,
		word[strspn(word, "0123456789")]
			? " (known: tcp, tcpv4, tcpv6, udp, udpv4, udpv6; see --help)"
			: " (a port: -i :PORT, a process: --pid, seconds: -c SECONDS)");
}

/* Applies an operand of netstat: a protocol or, after -c, the interval. A number without
 * -c is refused, because the user may mean a port. Returns 0, or -EINVAL or -ENOMEM with
 * state->error set. */
static int apply_operand(struct parse_state *state, const char *word)
{
	const uint32_t pairs = operands_pairs(word);

	state->word_pairs |= pairs;
	if (pairs)
		return 0;
	if (!state->options.continuous)
		return fail_operand(state, word);
	if (state->has_interval)
		return parse_fail(state, "unknown operand, or a second interval", word,
				  "");
	state->has_interval = true;
	return parse_set_interval(state, word);
}

int operands_apply(struct parse_state *state, size_t count, char *const words[])
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = apply_operand(state, words[i]);
	return r;
}
