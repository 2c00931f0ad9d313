/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_filter.h"

#include "filter/expr.h"
#include "join.h"
#include "join_owners.h"
#include "owner/owner_index.h"
#include "query.h"

struct owned {
	const struct owner_filter *filter;
	const struct sock *sock;
	/* Whether no owner of the socket is known, but the socket may have an owner that
	 * could not be seen. */
	bool is_unknown;
};

static unsigned int values_of_owner(const struct expr_node *node,
				    const struct owned *owned)
{
	const struct owner_index *owners = owned->filter->join->owners;
	unsigned int all = CAN_BE_FALSE;

	if (owned->is_unknown)
		return CAN_BE_BOTH;
	for (const struct holder *holder =
		     owner_index_first_of_all(owners, owned->sock->inode);
	     holder; holder = owner_index_next_of_all(owners, holder)) {
		const struct process *process = owner_index_process(owners, holder);
		const struct expr_process known = {
			.pid = process->pid,
			.command = process->command,
			.comm = process->comm,
			.executable = process->executable,
			.cgroup = process->cgroup,
		};
		const unsigned int values = expr_process_values(node, &known);

		if (values == CAN_BE_TRUE)
			return CAN_BE_TRUE;
		all |= values;
	}
	return all;
}

static unsigned int values_of(const struct expr_node *node, const void *arg)
{
	const struct owned *owned = arg;

	return node->kind == EXPR_OWNER ? values_of_owner(node, owned)
					: expr_node_values(node, owned->sock);
}

/* Returns whether no owner of the socket s is known, although s may have an owner that
 * could not be seen. */
static bool has_hidden_owner(const struct join *join, const struct sock *s)
{
	const struct no_owner_reason *why = owner_index_no_owner_reason(join->owners);

	return s->inode && !(s->has & SOCK_IS_KERNELS) &&
	       !owner_index_first_of_all(join->owners, s->inode) &&
	       (why->is_denied || !why->is_whole || why->is_late || join->gaps->is_late);
}

int owner_filter_add(const struct sock *s, void *arg)
{
	struct owner_filter *f = arg;
	const struct owned owned = { f, s, has_hidden_owner(f->join, s) };
	const unsigned int values = expr_values(f->expr, values_of, &owned);

	f->join->gaps->undecided += values == CAN_BE_BOTH;
	if (values != CAN_BE_TRUE)
		return 0;
	join_owners_count(f->join, s);
	return f->fn(s, f->arg);
}
