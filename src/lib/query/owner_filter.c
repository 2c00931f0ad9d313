/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_filter.h"

#include <fnmatch.h>
#include <string.h>

#include "filter/expr.h"
#include "filter/expr_field.h"
#include "owner/owner_index.h"
#include "query.h"

struct owned {
	const struct owner_filter *filter;
	const struct sock *sock;
	/* No owner is known, and one may exist that could not be seen. */
	bool is_unknown;
};

/* Processes call themselves "nginx: worker process": the first word is a name, too. */
static bool is_command(const char *pattern, const char *command)
{
	char word[256];
	const size_t n = strcspn(command, ": ");

	if (fnmatch(pattern, command, 0) == 0)
		return true;
	if (!command[n] || n >= sizeof(word))
		return false;
	memcpy(word, command, n);
	word[n] = '\0';
	return fnmatch(pattern, word, 0) == 0;
}

static bool is_process(const struct expr_node *node, const struct process *process)
{
	switch ((enum expr_owner)node->index) {
	case EXPR_OWNER_COMMAND:
		return (process->command &&
			is_command(node->pattern, process->command)) ||
		       (process->comm && fnmatch(node->pattern, process->comm, 0) == 0);
	case EXPR_OWNER_EXECUTABLE:
		return process->executable &&
		       fnmatch(node->pattern, process->executable, 0) == 0;
	default:
		return expr_number_is(process->pid, node);
	}
}

static unsigned int values_of_owner(const struct expr_node *node,
				    const struct owned *owned)
{
	const struct owner_index *owners = owned->filter->owners;
	/* "!=" with a pattern is true for a process that does not match it. */
	const bool matching = !node->pattern || node->comparison == EXPR_EQ;

	if (owned->is_unknown)
		return CAN_BE_BOTH;
	for (const struct holder *holder = owner_index_first(owners, owned->sock->inode);
	     holder; holder = owner_index_next(owners, holder))
		if (is_process(node, owner_index_process(owners, holder)) == matching)
			return CAN_BE_TRUE;
	return CAN_BE_FALSE;
}

static unsigned int values_of(const struct expr_node *node, const void *arg)
{
	const struct owned *owned = arg;

	return node->kind == EXPR_OWNER ? values_of_owner(node, owned)
					: expr_node_values(node, owned->sock);
}

/* Returns whether an owner may exist that could not be seen. */
static bool has_hidden_owner(const struct owner_filter *f, const struct sock *s)
{
	const struct no_owner_reason *why = owner_index_no_owner_reason(f->owners);

	return s->inode && !(s->has & SOCK_IS_KERNELS) &&
	       !owner_index_first_of_all(f->owners, s->inode) &&
	       (why->is_denied || why->is_late || f->gaps->is_late);
}

int owner_filter_add(const struct sock *s, void *arg)
{
	struct owner_filter *f = arg;
	const struct owned owned = { f, s, has_hidden_owner(f, s) };
	const unsigned int values = expr_values(f->expr, values_of, &owned);

	f->gaps->undecided += values == CAN_BE_BOTH;
	if (values != CAN_BE_TRUE)
		return 0;
	f->unowned += s->inode && !(s->has & SOCK_IS_KERNELS) &&
		      !owner_index_first_of_all(f->owners, s->inode);
	return f->fn(s, f->arg);
}
