/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cell.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "model/addr.h"
#include "model/sock.h"
#include "netns/cgroup.h"
#include "netns/netns.h"
#include "out.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "resolve/hosts.h"
#include "resolve/names.h"
#include "text/escape.h"
#include "text/strbuf.h"

void cell_text(struct strbuf *sb, const char *text, const char *also)
{
	if (text && *text)
		escape_text(sb, text, strlen(text), strcmp(text, "-") == 0 ? text : also);
	else
		strbuf_addc(sb, '-');
}

void cell_bytes(struct strbuf *sb, const char *bytes, size_t n, const char *also)
{
	escape_text(sb, bytes, n, also);
}

/* The characters that are escaped in the names of hosts, ports, users and interfaces,
 * because some layout puts them between or around names. */
static const char separators[] = " \"%()*,/<>";

/* The characters that are escaped in the name of a network namespace. A slash is not
 * escaped, because such a name may be a path. */
static const char separators_of_netns[] = " \"%()*,<>";

void cell_program(struct strbuf *sb, const char *name, const char *also)
{
	const size_t digits = name ? strspn(name, "0123456789") : 0;
	const char *open = name ? strrchr(name, '(') : NULL;
	const bool has_pid = digits && name[digits] == '/';
	/* Whether the name ends with a word in parentheses, which could be mistaken for
	 * the "(mapped)" or "(io_uring)" that cell_means appends. A name that begins with
	 * its last "(", such as "(sd-pam)", and a name that ends with "(deleted)" cannot
	 * be mistaken. */
	const bool has_means = open && open > name && open[strlen(open) - 1] == ')' &&
			       strcmp(open, "(deleted)") != 0;
	char all[8];

	/* Only a few names need more characters escaped than those in `also`. The larger
	 * set of characters is put together only for such names, because calling snprintf
	 * for every row is slow. */
	if (has_pid || has_means) {
		snprintf(all, sizeof(all), "%s%s%s", has_pid ? "/" : "",
			 has_means ? "(" : "", also);
		also = all;
	}
	cell_text(sb, name, also);
}

const char *cell_host_name(const struct out_spec *spec, const struct addr *a)
{
	return spec->hosts ? hosts_name(spec->hosts, a) : NULL;
}

bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a)
{
	const char *name = cell_host_name(spec, a);

	if (name)
		cell_text(sb, name, separators);
	return name;
}

void cell_addr(struct strbuf *sb, const struct addr *a)
{
	char *to = strbuf_room(sb, INET6_ADDRSTRLEN);

	if (to)
		sb->len += addr_format(a, to);
}

void cell_addr_bracketed(struct strbuf *sb, const struct addr *a)
{
	const bool is_v6 = a->family == AF_INET6;

	strbuf_adds(sb, is_v6 ? "[" : "");
	cell_addr(sb, a);
	strbuf_adds(sb, is_v6 ? "]" : "");
}

/* Sets the error of sb to r if r, the result of the look-up of a name, is negative; the
 * listing then fails. An earlier error of sb is kept. */
static void fail(struct strbuf *sb, int r)
{
	if (r < 0 && !sb->error)
		sb->error = r;
}

const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port)
{
	const char *name = NULL;

	if (spec->services)
		fail(sb, names_service(spec->services, proto, port, &name));
	return name;
}

const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid)
{
	const char *name = NULL;

	if (spec->users)
		fail(sb, names_user(spec->users, uid, &name));
	return name;
}

const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s)
{
	const char *name = NULL;

	/* An index of an interface is unique only within a network namespace: if the
	 * namespace of the socket is known, the name of the interface is looked up
	 * there. */
	if (spec->links && s->has & SOCK_HAS_NETNS)
		name = netns_link_name(spec->netns, s->netns, s->ifindex);
	else if (spec->links)
		fail(sb, names_interface(spec->links, s->ifindex, &name));
	return name;
}

/* Appends the name of a port, a user or an interface; if name is NULL, appends the
 * number, right-aligned in at least `width` columns. */
static void put_name_or_number(struct strbuf *sb, const char *name, uint32_t number,
			       size_t width)
{
	if (name)
		cell_text(sb, name, separators);
	else
		strbuf_addu_right(sb, number, width);
}

void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port)
{
	if (port)
		put_name_or_number(sb, cell_service_name(sb, spec, proto, port), port, 0);
	else
		strbuf_addc(sb, '*');
}

void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid, size_t width)
{
	put_name_or_number(sb, cell_user_name(sb, spec, uid), uid, width);
}

void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s)
{
	if (s->has & SOCK_HAS_IFINDEX)
		put_name_or_number(sb, cell_link_name(sb, spec, s), s->ifindex, 0);
	else
		strbuf_addc(sb, '*');
}

void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders)
{
	strbuf_addc(sb, '-');
	if (!spec->query.reasons)
		return;
	strbuf_addc(sb, '(');
	strbuf_adds(sb, no_owner_reason_name(s, owner_index_no_owner_reason(holders)));
	strbuf_addc(sb, ')');
}

void cell_means(struct strbuf *sb, const struct holder *h)
{
	if (h->held_by != HELD_BY_FD)
		strbuf_addf(sb, "(%s)", owner_index_means(h));
}

/* Appends n bytes of the name of a unix socket, which are a whole path, or the part of an
 * abstract name between two NULs. */
static void put_unix_part(struct strbuf *sb, const char *part, size_t n, bool is_abstract,
			  const char *also)
{
	const bool is_marked = n && !is_abstract && part[0] == '@';
	char all[8] = "@";

	if (is_marked)
		escape_text(sb, part, 1, all);
	if (is_abstract && memchr(part, '@', n)) {
		snprintf(all + 1, sizeof(all) - 1, "%s", also ? also : "");
		also = all;
	}
	escape_text(sb, part + is_marked, n - is_marked, also);
}

void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also)
{
	const char *at = s->un.name;
	const char *end = at + s->un.name_len;
	const bool is_abstract = at < end && !*at;

	if (is_abstract) {
		strbuf_addc(sb, '@');
		at++;
	}
	for (const char *nul = NULL;
	     is_abstract && (nul = memchr(at, '\0', (size_t)(end - at))); at = nul + 1) {
		put_unix_part(sb, at, (size_t)(nul - at), is_abstract, also);
		strbuf_addc(sb, '@');
	}
	put_unix_part(sb, at, (size_t)(end - at), is_abstract, also);
}

void cell_word(struct strbuf *sb, const char *word, uint64_t number)
{
	if (word)
		strbuf_adds(sb, word);
	else
		strbuf_addu(sb, number);
}

void cell_number(struct strbuf *sb, uint32_t number)
{
	cell_word(sb, number == UINT32_MAX ? "*" : NULL, number);
}

void cell_numbers(struct strbuf *sb, const struct sock *s, bool is_peer)
{
	const struct sock_vsock *v = &s->vsock;
	const struct sock_tipc *t = &s->tipc;
	const uint32_t vsock[2][2] = { { v->local_cid, v->local_port },
				       { v->peer_cid, v->peer_port } };
	const uint32_t tipc[2][2] = { { t->node, t->ref },
				      { t->peer_node, t->peer_ref } };
	const uint32_t *end = s->proto == PROTO_TIPC ? tipc[is_peer] : vsock[is_peer];

	if (is_peer && !(s->has & SOCK_HAS_PEER)) {
		strbuf_adds(sb, "*:*");
		return;
	}
	cell_number(sb, end[0]);
	strbuf_addc(sb, ':');
	cell_number(sb, end[1]);
}

bool cell_is_repeated(const struct owner_index *holders, const struct holder *first,
		      const struct holder *(*next)(const struct owner_index *h,
						   const struct holder *holder),
		      const struct holder *h, const struct process *last)
{
	const struct process *p = owner_index_process(holders, h);
	const struct holder *earlier = first;

	/* Usually, the holders of a socket that belong to one process follow each
	 * other in the index. If the process has several descriptor tables
	 * (has_tables), they may not: all earlier holders of the socket are then
	 * searched for the process. */
	while (p->has_tables && earlier != h &&
	       owner_index_process(holders, earlier) != p)
		earlier = next(holders, earlier);
	return p == last || (p->has_tables && earlier != h);
}

void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables)
{
	const struct process *last = NULL;

	for (const struct holder *h = first; h; h = next(holders, h)) {
		const struct process *p = owner_index_process(holders, h);

		if (cell_is_repeated(holders, first, next, h, last))
			continue;
		last = p;
		if (h != first)
			strbuf_addc(sb, ',');
		strbuf_addu(sb, p->pid);
		strbuf_addc(sb, '/');
		/* A comma in the name of a process is escaped, because commas separate
		 * the owners in the cell. */
		cell_program(sb, executables ? p->executable : p->command, ",");
		cell_means(sb, h);
	}
}

/* Appends a label, such as the systemd unit, of each owner of a socket. `get` returns the
 * label of an owner, or NULL if the owner has no label; `put` appends the label. A label
 * is left out if it equals one of the LABELS_KEPT labels that were appended last. */
static void put_labels(struct strbuf *sb, const struct row *r,
		       const char *(*get)(const struct cgroup_labels *cgroup),
		       void (*put)(struct strbuf *sb, const struct cgroup_labels *cgroup))
{
	enum { LABELS_KEPT = 16 };
	const char *kept[LABELS_KEPT] = { NULL };
	size_t count = 0;
	const struct holder *h =
		r->holders ? owner_index_first(r->holders, r->s->inode) : NULL;

	for (; h; h = owner_index_next(r->holders, h)) {
		const struct cgroup_labels *cgroup =
			owner_index_process(r->holders, h)->cgroup;
		const char *label = cgroup ? get(cgroup) : NULL;
		size_t same = 0;

		while (label && same < LABELS_KEPT && kept[same] &&
		       strcmp(kept[same], label) != 0)
			same++;
		if (!label || (same < LABELS_KEPT && kept[same]))
			continue;
		kept[count % LABELS_KEPT] = label;
		if (count++)
			strbuf_addc(sb, ',');
		put(sb, cgroup);
	}
}

void cell_unit(struct strbuf *sb, const struct cgroup_labels *cgroup)
{
	const char *unit = cgroup ? cgroup_unit(cgroup) : NULL;

	if (unit)
		cell_text(sb, unit, " ,");
}

void cell_units(struct strbuf *sb, const struct row *r)
{
	put_labels(sb, r, cgroup_unit, cell_unit);
}

static const char *container_of(const struct cgroup_labels *cgroup)
{
	return cgroup->id;
}

void cell_container(struct strbuf *sb, const struct cgroup_labels *cgroup)
{
	/* Colons and slashes in the name of a container or a pod are escaped. In a cell
	 * that shows a container, a colon stands only behind a runtime, and a slash only
	 * behind a namespace or a pod. */
	static const char also[] = " ,:/";

	if (!cgroup || !cgroup->id)
		return;
	if (cgroup->pod_namespace && cgroup->pod_name) {
		cell_text(sb, cgroup->pod_namespace, also);
		strbuf_addc(sb, '/');
	}
	if (cgroup->pod_name) {
		cell_text(sb, cgroup->pod_name, also);
		strbuf_addc(sb, '/');
	}
	if (cgroup->name) {
		cell_text(sb, cgroup->name, also);
		return;
	}
	strbuf_adds(sb, cgroup->runtime);
	strbuf_addc(sb, ':');
	escape_text(sb, cgroup->id, strnlen(cgroup->id, CGROUP_SHORT_ID), " ,");
}

void cell_containers(struct strbuf *sb, const struct row *r)
{
	put_labels(sb, r, container_of, cell_container);
}

bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r)
{
	const size_t before = sb->len;

	strbuf_adds(sb, prefix);
	const size_t start = sb->len;
	put(sb, r);
	if (sb->len != start)
		return true;
	sb->len = before;
	return false;
}

void cell_recv_q(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->recv_q);
}

void cell_send_q(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->send_q);
}

void cell_inode(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->inode);
}

void cell_interface(struct strbuf *sb, const struct row *r)
{
	cell_link(sb, r->spec, r->s);
}

void cell_netns(struct strbuf *sb, const struct row *r)
{
	const struct netns *n = r->s->has & SOCK_HAS_NETNS
					? netns_of_key(r->spec->netns, r->s->netns)
					: NULL;

	/* If the name of a network namespace consists of digits, each digit is escaped,
	 * because the name could be taken for an inode; a name "-" could be taken for an
	 * empty cell. */
	if (n && n->name)
		escape_text(sb, n->name, strlen(n->name),
			    strspn(n->name, "0123456789") == strlen(n->name) ||
					    strcmp(n->name, "-") == 0
				    ? n->name
				    : separators_of_netns);
	else if (n && n->inode)
		strbuf_addu(sb, n->inode);
}
