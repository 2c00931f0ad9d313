/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_filter.h"

#include "filter/expr.h"
#include "owner/owner_index.h"
#include "query.h"

struct owned {
	const struct owner_filter *filter;
	const struct sock *sock;
	/* No owner of the socket is known, but one may exist that could not be seen. */
	bool is_unknown;
};

static unsigned int values_of_owner(const struct expr_node *node,
				    const struct owned *owned)
{
	const struct owner_index *owners = owned->filter->owners;

	if (owned->is_unknown)
		return CAN_BE_BOTH;
	for (const struct holder *holder = owner_index_first(owners, owned->sock->inode);
	     holder; holder = owner_index_next(owners, holder)) {
		const struct process *process = owner_index_process(owners, holder);
		const struct expr_process known = {
			.pid = process->pid,
			.command = process->command,
			.comm = process->comm,
			.executable = process->executable,
		};

		if (expr_process_is(node, &known))
			return CAN_BE_TRUE;
	}
	return CAN_BE_FALSE;
}

static unsigned int values_of(const struct expr_node *node, const void *arg)
{
	const struct owned *owned = arg;

	return node->kind == EXPR_OWNER ? values_of_owner(node, owned)
					: expr_node_values(node, owned->sock);
}

/* Returns whether no owner of the socket is known, but one may exist that could not be
 * seen. */
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
