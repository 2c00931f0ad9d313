/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns the conditions of the filter language into nodes of an expression. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "expr_field.h"
#include "kernel/proc.h"
#include "language_inside.h"
#include "quantity.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/parse.h"

#define DIGITS "0123456789"

uint32_t condition_pairs(const char *word)
{
	static const struct {
		const char *suffix;
		uint32_t ips;
	} suffixes[] = {
		{ "", IP_ALL },       { "4", 1U << IP_V4 },  { "v4", 1U << IP_V4 },
		{ "6", 1U << IP_V6 }, { "v6", 1U << IP_V6 },
	};
	static const struct {
		const char *name;
		uint8_t family;
	} families[] = { { "inet", AF_INET },
			 { "inet6", AF_INET6 },
			 { "ipv4", AF_INET },
			 { "ipv6", AF_INET6 },
			 { "ip", AF_UNSPEC } };
	uint32_t pairs = 0;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (strcasecmp(word, families[i].name) == 0)
			return expr_internet_pairs(families[i].family);
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const struct proto_desc *desc = proto_desc(pair / IP_MAX_);
		const size_t n = strlen(desc->name);

		if (!pair_label(pair))
			continue;
		if (desc->family && strcasecmp(word, desc->family) == 0)
			pairs |= UINT32_C(1) << pair;
		for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
			if (strncasecmp(word, desc->name, n) == 0 &&
			    strcasecmp(word + n, suffixes[i].suffix) == 0 &&
			    (desc->family ? !i : suffixes[i].ips >> pair % IP_MAX_ & 1))
				pairs |= UINT32_C(1) << pair;
	}
	return pairs;
}

/* Returns the states that a word names, as a mask of STATE_BIT; 0: the word names no
 * state. A word for CLOSE also names BOUND_INACTIVE and vice versa, because the kernel
 * reports both as CLOSE. */
static uint32_t states_of(const char *word)
{
	const uint32_t closed = STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
	uint32_t states = expr_parse_states(word);

	if (states & closed)
		states |= closed;
	if (states & STATE_BIT(STATE_SYN_RECV))
		states |= STATE_BIT(STATE_NEW_SYN_RECV);
	return states;
}

static int add_protocols(struct conditions *c, uint32_t pairs, bool is_not)
{
	int r = condition_add_pairs(c, pairs, is_not);

	if (r == 0)
		c->expr->nodes[c->expr->len - 1].is_protocol = true;
	return r;
}

static int add_states(struct conditions *c, uint32_t states, bool is_not)
{
	struct expr_node node = { .kind = EXPR_STATE,
				  .is_not = is_not,
				  .states = states };

	return condition_add(c, &node);
}

static int add_text(struct conditions *c, struct expr_node node, const char *pattern)
{
	node.pattern = strdup(pattern);
	return node.pattern ? condition_add(c, &node) : -ENOMEM;
}

static int compare_path(struct conditions *c, enum expr_comparison comparison,
			const char *value)
{
	struct expr_node node = { .kind = EXPR_FIELD, .comparison = (uint8_t)comparison };
	enum expr_place place = EXPR_IN_SOCK;
	const bool is_abstract = *value == '@';

	(void)expr_field_find(is_abstract ? "abstract" : "path", &place, &node.index);
	return add_text(c, node, value + is_abstract);
}

static int compare_user(struct conditions *c, enum expr_comparison comparison,
			const char *value)
{
	struct expr_node node = { .kind = EXPR_FIELD, .comparison = (uint8_t)comparison };
	enum expr_place place = EXPR_IN_SOCK;
	uint32_t uid = 0;

	c->why = "users are compared by '=' and '!=', their numbers also by < and >";
	if (comparison > EXPR_NE && value[strspn(value, DIGITS)])
		return -EINVAL;
	c->why = "no such user";
	int r = c->names->uid_of(value, &uid);
	if (r < 0)
		return errno_is_resource(r) ? r : -EINVAL;
	(void)expr_field_find("uid", &place, &node.index);
	node.number = uid;
	return condition_add(c, &node);
}

static int compare_owner(struct conditions *c, const struct subject *subject,
			 enum expr_comparison comparison, const char *value)
{
	struct expr_node node = { .kind = EXPR_OWNER,
				  .comparison = (uint8_t)comparison,
				  .index = subject->index };

	if (subject->index != EXPR_OWNER_PID)
		return add_text(c, node, value);
	c->why = "a pid was expected";
	if (parse_uint_n(value, strlen(value), 10, INT32_MAX, &node.number) < 0)
		return -EINVAL;
	return condition_add(c, &node);
}

static int compare_field(struct conditions *c, const struct subject *subject,
			 enum expr_comparison comparison, const char *value)
{
	const enum field_type type = expr_field_type(subject->place, subject->index);
	struct expr_node node = { .kind = EXPR_FIELD,
				  .comparison = (uint8_t)comparison,
				  .place = (uint8_t)subject->place,
				  .index = subject->index };

	switch (type) {
	case FIELD_HEX:
		value += strncasecmp(value, "0x", 2) == 0 ? 2 : 0;
		c->why = "a hexadecimal number was expected";
		return parse_uint_n(value, strlen(value), 16, UINT64_MAX, &node.number) <
				       0
			       ? -EINVAL
			       : condition_add(c, &node);
	case FIELD_NUMBER:
	case FIELD_BOOL:
		c->why = quantity_parse(value,
					expr_field_unit(subject->place, subject->index),
					&node.number);
		return c->why ? -EINVAL : condition_add(c, &node);
	case FIELD_WORD:
	case FIELD_BYTES:
	case FIELD_SET:
		return add_text(c, node, value);
	default:
		c->why = "this field has members, which are compared by their own names";
		return -EINVAL;
	}
}

/* Appends the condition that the network namespace of the socket has the name or the
 * inode `value`; if is_not, that the network namespace has neither this name nor this
 * inode. */
static int compare_netns(struct conditions *c, bool is_not, const char *value)
{
	struct expr_node node = { .kind = EXPR_NETNS, .is_not = is_not };

	if (parse_uint_n(value, strlen(value), 10, UINT32_MAX, &node.number) < 0)
		node.number = 0;
	return add_text(c, node, value);
}

/* Appends the condition that the socket is bound to the interface `value`; if is_not
 * ("dev != eth0"), that the socket is bound to another interface. */
static int compare_link(struct conditions *c, bool is_not, const char *value)
{
	struct expr_node bound = { .kind = EXPR_FIELD, .comparison = EXPR_NE };
	struct expr_node node = { .is_not = is_not };
	enum expr_place place = EXPR_IN_SOCK;

	int r = expr_parse_link(value, &node, &c->why);
	if (r == 0)
		r = condition_add(c, &node);
	if (r < 0 || !is_not)
		return r;
	(void)expr_field_find("ifindex", &place, &bound.index);
	r = condition_add(c, &bound);
	return r < 0 ? r : condition_join(c, EXPR_AND, c->expr->len - 2);
}

int condition_compare(struct conditions *c, const struct subject *subject,
		      enum expr_comparison comparison, const char *value)
{
	const bool is_not = comparison == EXPR_NE;
	uint32_t bits = 0;

	if (subject->kind == SUBJECT_PORT || subject->kind == SUBJECT_HOST)
		return condition_compare_ends(c, subject, comparison, value);
	if (subject->kind == SUBJECT_FIELD &&
	    expr_field_type(subject->place, subject->index) <= FIELD_HEX)
		return compare_field(c, subject, comparison, value);
	if (subject->kind == SUBJECT_OWNER && subject->index == EXPR_OWNER_PID)
		return compare_owner(c, subject, comparison, value);
	if (subject->kind == SUBJECT_USER)
		return compare_user(c, comparison, value);
	c->why = "this is compared by '=' and '!=' alone";
	if (comparison > EXPR_NE)
		return -EINVAL;
	switch (subject->kind) {
	case SUBJECT_PROTO:
		bits = condition_pairs(value);
		c->why = "no such protocol or family";
		return bits ? add_protocols(c, bits, is_not) : -EINVAL;
	case SUBJECT_STATE:
		bits = states_of(value);
		c->why = "no such state";
		return bits ? add_states(c, bits, is_not) : -EINVAL;
	case SUBJECT_LINK:
		return compare_link(c, is_not, value);
	case SUBJECT_NETNS:
		return compare_netns(c, is_not, value);
	case SUBJECT_PATH:
		return compare_path(c, comparison, value);
	case SUBJECT_OWNER:
		return compare_owner(c, subject, comparison, value);
	case SUBJECT_FIELD:
		return compare_field(c, subject, comparison, value);
	default:
		c->why = "sockstat cannot see this yet";
		return -EINVAL;
	}
}

static bool is_port(const char *word)
{
	const size_t first = strspn(word, DIGITS);

	return first &&
	       (!word[first] || (word[first] == '-' && word[first + 1] &&
				 !word[first + 1 + strspn(word + first + 1, DIGITS)]));
}

/* Returns whether a word looks like an address, or like a host with a port. */
static bool looks_like_endpoint(const char *word)
{
	const size_t dotted = strspn(word, DIGITS ".");

	return *word == '[' || (strchr(word, ':') && !strchr(word, '/')) ||
	       (dotted && memchr(word, '.', dotted) &&
		(!word[dotted] || strchr(":/", word[dotted]))) ||
	       (strchr(word, ':') &&
		strspn(word, "0123456789abcdefABCDEF:./") == strlen(word)) ||
	       (dotted && word[dotted] == '/');
}

static int add_command(struct conditions *c, const char *word)
{
	static const struct subject command = { .kind = SUBJECT_OWNER,
						.index = EXPR_OWNER_COMMAND };

	int r = compare_owner(c, &command, EXPR_EQ, word);
	if (r == 0)
		c->expr->nodes[c->expr->len - 1].is_bare = true;
	return r;
}

int condition_quoted(struct conditions *c, const char *word)
{
	c->why = "an empty word";
	if (!*word)
		return -EINVAL;
	return *word == '/' ? compare_path(c, EXPR_EQ, word) : add_command(c, word);
}

int condition_word(struct conditions *c, const char *word)
{
	static const struct subject port = { .kind = SUBJECT_PORT, .ends = END_BOTH };
	static const struct subject host = { .kind = SUBJECT_HOST, .ends = END_BOTH };
	const uint32_t pairs = condition_pairs(word);
	const uint32_t states = states_of(word);

	c->why = *word ? "options stand before --" : "an empty word";
	if (!*word || *word == '-')
		return -EINVAL;
	if (*word == '@')
		return compare_user(c, EXPR_EQ, word + 1);
	if (*word == '/')
		return compare_path(c, EXPR_EQ, word);
	if (is_port(word) || (*word == ':' && word[1] != ':'))
		return condition_compare_ends(c, &port, EXPR_EQ, word);
	if (looks_like_endpoint(word))
		return condition_compare_ends(c, &host, EXPR_EQ, word);
	if (pairs)
		return add_protocols(c, pairs, false);
	if (states)
		return add_states(c, states, false);
	return add_command(c, word);
}
