/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat_owners.h"

#include "cell.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"

bool netstat_with_programs(const struct out_spec *spec)
{
	return spec->owners && !spec->executables;
}

bool netstat_with_executables(const struct out_spec *spec)
{
	return spec->owners && spec->executables;
}

bool netstat_with_peer_programs(const struct out_spec *spec)
{
	return spec->peers && !spec->executables;
}

bool netstat_with_peer_executables(const struct out_spec *spec)
{
	return spec->peers && spec->executables;
}

/* A comma inside a name is escaped: it would read as one more owner. */
static void put_process(const struct netstat_row *r, const struct holder *h)
{
	const struct process *p = owner_index_process(r->holders, h);
	struct strbuf *sb = &r->out->page.text;

	strbuf_addu(sb, p->pid);
	strbuf_addc(sb, '/');
	cell_program(sb, r->out->spec.executables ? p->executable : p->command, ",");
	cell_means(sb, h);
}

typedef const struct holder *(*next_fn)(const struct owner_index *h,
					const struct holder *holder);

/* Whether a holder before h is of the same process. All fds of a process are told in a row; those
 * of a thread's own table may come later. */
static bool is_told(const struct netstat_row *r, const struct holder *first,
		    const struct holder *h, const struct process *last, next_fn next)
{
	const struct process *p = owner_index_process(r->holders, h);

	if (p == last || !p->has_tables)
		return p == last;
	while (first != h && owner_index_process(r->holders, first) != p)
		first = next(r->holders, first);
	return first != h;
}

/* Every process once, however many of its fds stand for the socket. */
static void put_processes(const struct netstat_row *r, const struct holder *first,
			  next_fn next)
{
	const struct process *last = NULL;

	for (const struct holder *h = first; h; h = next(r->holders, h)) {
		if (is_told(r, first, h, last, next))
			continue;
		if (h != first)
			strbuf_addc(&r->out->page.text, ',');
		last = owner_index_process(r->holders, h);
		put_process(r, h);
	}
}

void netstat_put_owners(const struct netstat_row *r)
{
	const struct holder *first = owner_index_first(r->holders, r->s->inode);

	put_processes(r, first, owner_index_next);
	if (!first)
		cell_no_owner(&r->out->page.text, &r->out->spec, r->s, r->holders);
}

void netstat_put_peers(const struct netstat_row *r)
{
	const struct holder *first =
		owner_index_first_of_all(r->holders, r->s->peer_inode);

	put_processes(r, first, owner_index_next_of_all);
	if (!first)
		strbuf_addc(&r->out->page.text, '-');
}
