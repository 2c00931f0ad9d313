/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of ss: states, then conditions joined by "and", "or" or nothing, which
 * means "and". As in ss, and unlike its manual says, neither binds tighter: operators are
 * applied from left to right. */
#include <string.h>

#include "expr.h"
#include "filter.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum { TOKEN_MAX = 512 };

/* The words of the command line, each of which may hold several tokens. */
struct lexer {
	const char *const *words;
	size_t count;
	/* index of the word that is being read */
	size_t word;
	const char *at;
	bool is_end;
	char token[TOKEN_MAX + 1];
};

struct parser {
	struct lexer lexer;
	struct expr *expr;
	struct expr_names names;
	const char *why;
	size_t depth;
	/* Parsing state of each open parenthesis. */
	struct frame {
		/* node `left` is the left operand */
		bool has_left;
		/* a condition must follow */
		bool wants;
		/* the next condition is negated */
		bool is_not;
		/* EXPR_AND, EXPR_OR */
		uint8_t join;
		uint16_t left;
	} frames[EXPR_DEPTH_MAX + 1];
};

enum token {
	TOKEN_NONE,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_NOT,
	TOKEN_JOIN,
	TOKEN_COMPARISON,
	TOKEN_SUBJECT,
};

enum subject {
	SUBJECT_ADDR,
	SUBJECT_PORT,
	SUBJECT_DEV,
	SUBJECT_AUTOBOUND,
	SUBJECT_MARK,
	SUBJECT_CGROUP,
};

static const struct keyword {
	const char *word;
	uint8_t token;
	uint8_t value;
	bool is_peer;
} keywords[] = {
	{ "(", TOKEN_OPEN, 0, false },
	{ ")", TOKEN_CLOSE, 0, false },
	{ "!", TOKEN_NOT, 0, false },
	{ "not", TOKEN_NOT, 0, false },
	{ "&", TOKEN_JOIN, EXPR_AND, false },
	{ "&&", TOKEN_JOIN, EXPR_AND, false },
	{ "and", TOKEN_JOIN, EXPR_AND, false },
	{ "|", TOKEN_JOIN, EXPR_OR, false },
	{ "||", TOKEN_JOIN, EXPR_OR, false },
	{ "or", TOKEN_JOIN, EXPR_OR, false },
	{ "=", TOKEN_COMPARISON, EXPR_EQ, false },
	{ "==", TOKEN_COMPARISON, EXPR_EQ, false },
	{ "eq", TOKEN_COMPARISON, EXPR_EQ, false },
	{ "!=", TOKEN_COMPARISON, EXPR_NE, false },
	{ "ne", TOKEN_COMPARISON, EXPR_NE, false },
	{ "neq", TOKEN_COMPARISON, EXPR_NE, false },
	{ ">", TOKEN_COMPARISON, EXPR_GT, false },
	{ "gt", TOKEN_COMPARISON, EXPR_GT, false },
	{ "<", TOKEN_COMPARISON, EXPR_LT, false },
	{ "lt", TOKEN_COMPARISON, EXPR_LT, false },
	{ ">=", TOKEN_COMPARISON, EXPR_GE, false },
	{ "ge", TOKEN_COMPARISON, EXPR_GE, false },
	{ "geq", TOKEN_COMPARISON, EXPR_GE, false },
	{ "<=", TOKEN_COMPARISON, EXPR_LE, false },
	{ "le", TOKEN_COMPARISON, EXPR_LE, false },
	{ "leq", TOKEN_COMPARISON, EXPR_LE, false },
	{ "src", TOKEN_SUBJECT, SUBJECT_ADDR, false },
	{ "dst", TOKEN_SUBJECT, SUBJECT_ADDR, true },
	{ "sport", TOKEN_SUBJECT, SUBJECT_PORT, false },
	{ "dport", TOKEN_SUBJECT, SUBJECT_PORT, true },
	{ "dev", TOKEN_SUBJECT, SUBJECT_DEV, false },
	{ "autobound", TOKEN_SUBJECT, SUBJECT_AUTOBOUND, false },
	{ "fwmark", TOKEN_SUBJECT, SUBJECT_MARK, false },
	{ "cgroup", TOKEN_SUBJECT, SUBJECT_CGROUP, false },
};

/* Reads the next token. A backslash escapes the next character. */
static int next_token(struct parser *p)
{
	static const char blanks[] = " \t";
	struct lexer *l = &p->lexer;
	size_t n = 0;

	while (!*(l->at += strspn(l->at, blanks))) {
		if (l->word + 1 >= l->count) {
			l->is_end = true;
			l->token[0] = '\0';
			return 0;
		}
		l->at = l->words[++l->word];
	}
	while (*l->at && !strchr(blanks, *l->at)) {
		if (*l->at == '\\' && l->at[1])
			l->at++;
		if (n == TOKEN_MAX) {
			p->why = "too long";
			return -EINVAL;
		}
		l->token[n++] = *l->at++;
	}
	l->token[n] = '\0';
	return 0;
}

/* Returns the keyword that equals the token, or one with TOKEN_NONE. */
static struct keyword keyword(const struct parser *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strcmp(p->lexer.token, keywords[i].word) == 0)
			return keywords[i];
	return (struct keyword){ .token = TOKEN_NONE };
}

static int parse_value(struct parser *p, const struct keyword *subject,
		       enum expr_comparison comparison, struct expr_node *node)
{
	const char *text = p->lexer.token;

	node->is_peer = subject->is_peer;
	switch (subject->value) {
	case SUBJECT_ADDR:
		p->why = "src and dst are compared by '=' alone; 'not' goes before them";
		if (comparison != EXPR_EQ)
			return -EINVAL;
		return expr_parse_host(text, &p->names, node, &p->why);
	case SUBJECT_PORT:
		return expr_parse_port(text, comparison, &p->names, node, &p->why);
	default:
		p->why = "interfaces are compared by '=' and '!=' alone";
		if (comparison != EXPR_EQ && comparison != EXPR_NE)
			return -EINVAL;
		node->is_not = comparison == EXPR_NE;
		return expr_parse_link(text, node, &p->why);
	}
}

/* Parses SUBJECT [COMPARISON] VALUE. The current token is the first of them before and
 * the last of them after. */
static int parse_condition(struct parser *p, const struct keyword *subject,
			   struct expr_node *node)
{
	enum expr_comparison comparison = EXPR_EQ;

	if (subject->value == SUBJECT_AUTOBOUND)
		return expr_parse_autobound(node, &p->why);
	p->why = subject->value == SUBJECT_MARK
			 ? "fwmark, the mark of packets, cannot be compared"
			 : "cgroup, the control group, cannot be compared";
	if (subject->value == SUBJECT_MARK || subject->value == SUBJECT_CGROUP)
		return -EINVAL;

	int r = next_token(p);
	if (r == 0 && keyword(p).token == TOKEN_COMPARISON) {
		comparison = keyword(p).value;
		r = next_token(p);
	}
	if (r < 0)
		return r;
	p->why = "nothing to compare with";
	if (p->lexer.is_end || keyword(p).token != TOKEN_NONE)
		return -EINVAL;
	return parse_value(p, subject, comparison, node);
}

static int add_node(struct parser *p, const struct expr_node *node)
{
	struct expr *e = p->expr;

	p->why = "too many conditions";
	if (e->len == EXPR_NODES_MAX)
		return -EINVAL;
	int r = grow(&e->nodes, &e->cap, e->len + 1, sizeof(*e->nodes));
	if (r == 0)
		e->nodes[e->len++] = *node;
	return r;
}

/* Joins the last node, which is a condition or a whole parenthesis, to its left
 * operand. */
static int join(struct parser *p)
{
	struct frame *frame = &p->frames[p->depth];
	const size_t last = p->expr->len - 1;

	p->expr->nodes[last].is_not ^= frame->is_not;
	if (frame->has_left) {
		const struct expr_node node = { .kind = frame->join,
						.left = frame->left };
		int r = add_node(p, &node);
		if (r < 0)
			return r;
	}
	*frame = (struct frame){
		.has_left = true,
		.left = (uint16_t)(p->expr->len - 1),
		.join = EXPR_AND,
	};
	return 0;
}

static int parse_close(struct parser *p)
{
	const struct frame *frame = &p->frames[p->depth];

	p->why = "no parenthesis is open";
	if (!p->depth)
		return -EINVAL;
	p->why = "a condition is missing before it";
	if (!frame->has_left || frame->wants)
		return -EINVAL;
	p->depth--;
	return join(p);
}

static int parse_token(struct parser *p)
{
	struct frame *frame = &p->frames[p->depth];
	const struct keyword word = keyword(p);
	struct expr_node node = { 0 };

	switch (word.token) {
	case TOKEN_OPEN:
		p->why = "too many parentheses within each other";
		if (p->depth == EXPR_DEPTH_MAX)
			return -EINVAL;
		p->frames[++p->depth] = (struct frame){ .join = EXPR_AND };
		return 0;
	case TOKEN_CLOSE:
		return parse_close(p);
	case TOKEN_NOT:
		frame->is_not = !frame->is_not;
		frame->wants = true;
		return 0;
	case TOKEN_JOIN:
		p->why = "a condition is missing before it";
		if (!frame->has_left || frame->wants)
			return -EINVAL;
		frame->join = word.value;
		frame->wants = true;
		return 0;
	case TOKEN_SUBJECT:
		break;
	default:
		p->why = "no condition; blanks stand around each word of one";
		return -EINVAL;
	}

	int r = parse_condition(p, &word, &node);
	if (r == 0)
		r = add_node(p, &node);
	if (r < 0) {
		free(node.pattern);
		endpoint_release(&node.end);
		return r;
	}
	return join(p);
}

static int parse_expr(struct parser *p)
{
	const struct frame *frame = p->frames;
	int r = 0;

	while (r == 0 && !p->lexer.is_end) {
		r = parse_token(p);
		if (r == 0)
			r = next_token(p);
	}
	if (r < 0)
		return r;
	p->why = "a parenthesis is not closed";
	if (p->depth)
		return -EINVAL;
	p->why = "a condition is missing behind it";
	return frame->wants ? -EINVAL : 0;
}

static uint32_t state_set(const char *word)
{
	const uint32_t closed = STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_LISTEN) |
				STATE_BIT(STATE_BOUND_INACTIVE);
	const uint32_t bucket = STATE_BIT(STATE_SYN_RECV) |
				STATE_BIT(STATE_NEW_SYN_RECV) |
				STATE_BIT(STATE_TIME_WAIT);
	const struct {
		const char *word;
		uint32_t states;
	} sets[] = {
		{ "all", STATE_ALL },
		{ "connected", STATE_ALL & ~closed },
		{ "synchronized", STATE_ALL & ~closed & ~STATE_BIT(STATE_SYN_SENT) },
		{ "bucket", bucket },
		{ "big", STATE_ALL & ~bucket },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		if (strcasecmp(word, sets[i].word) == 0)
			return sets[i].states;
	return state_bits(word, strlen(word));
}

/* Each "state" adds states, and each "exclude" removes some. */
static int parse_states(struct parser *p, bool *is_named, uint32_t *states)
{
	for (;;) {
		const bool is_excluded = strcmp(p->lexer.token, "exclude") == 0 ||
					 strcmp(p->lexer.token, "excl") == 0;

		if (!is_excluded && strcmp(p->lexer.token, "state") != 0)
			return 0;
		int r = next_token(p);
		if (r < 0)
			return r;
		const uint32_t bits = state_set(p->lexer.token);
		p->why = "no such state";
		if (!bits)
			return -EINVAL;
		if (!*is_named)
			*states = is_excluded ? STATE_ALL : 0;
		*is_named = true;
		*states = is_excluded ? *states & ~bits : *states | bits;
		r = next_token(p);
		if (r < 0)
			return r;
	}
}

static int parse(struct parser *p, bool *is_named, uint32_t *states)
{
	int r = next_token(p);

	if (r == 0)
		r = parse_states(p, is_named, states);
	if (r == 0)
		r = parse_expr(p);
	return r;
}

/* Joins a new expression to an earlier one, whose last node is `left`, by "and". */
static int join_to(struct parser *p, size_t left)
{
	const struct expr_node node = { .kind = EXPR_AND, .left = (uint16_t)left };

	return add_node(p, &node);
}

int filter_add_expr(struct filter *f, const char *const words[], size_t count,
		    port_of_fn port_of, const char **ret_why, const char **ret_word)
{
	bool is_named = f->has_states;
	uint32_t states = f->states;

	if (!count)
		return 0;
	if (!f->expr)
		f->expr = calloc(1, sizeof(*f->expr));
	if (!f->expr)
		return -ENOMEM;

	const size_t before = f->expr->len;
	struct parser p = {
		.lexer = { .words = words, .count = count, .at = words[0] },
		.expr = f->expr,
		.names = { f->family, port_of, f->protocol_of },
		.frames = { { .join = EXPR_AND } },
	};
	int r = parse(&p, &is_named, &states);
	if (r == 0 && before && f->expr->len > before)
		r = join_to(&p, before - 1);
	if (r < 0)
		expr_truncate(f->expr, before);
	if (!f->expr->len)
		f->expr = expr_free(f->expr);
	if (r == -EINVAL) {
		*ret_why = p.why;
		*ret_word = words[p.lexer.word];
	}
	if (r < 0)
		return r;
	f->has_states = is_named;
	f->states = states;
	return 0;
}
