/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat_exact.h"

#include <stdbool.h>
#include <string.h>

#include "cell.h"
#include "columns.h"
#include "model/addr.h"
#include "model/sock.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"

/* The characters at which the real netstat ends the name of a unix socket when it splits
 * a line of /proc/net/unix. */
static const char blanks[] = " \t\n\v\f\r";

static void put_addr(struct strbuf *sb, const struct row *r, const struct addr *a)
{
	const struct addr plain = addr_unmap(a);
	/* The real netstat finds no host name for an IPv4 address of an IPv6 socket. */
	const bool has_name =
		!r->spec->is_exact || (plain.family == AF_INET6) == (r->s->ip == IP_V6);

	if (has_name && cell_host(sb, r->spec, a))
		return;
	/* If host names are shown, the real netstat writes the IPv6 wildcard address in
	 * brackets. */
	if (r->spec->hosts && r->s->ip == IP_V6 && addr_is_any(a)) {
		strbuf_adds(sb, "[::]");
		return;
	}

	cell_addr(sb, &plain);
}

void netstat_put_end(struct strbuf *sb, const struct row *r, const struct addr *a,
		     uint16_t port)
{
	const size_t start = sb->len;

	put_addr(sb, r, a);
	const size_t end = sb->len;
	strbuf_addc(sb, ':');
	cell_port(sb, r->spec, r->s->proto, port);
	if (!r->spec->is_exact || r->spec->is_wide || sb->len - start <= NETSTAT_ADDRESS)
		return;
	const size_t excess = sb->len - start - NETSTAT_ADDRESS;

	sb->len = excess < end - start ? end - excess : start;
	strbuf_addc(sb, ':');
	cell_port(sb, r->spec, r->s->proto, port);
}

/* Returns how many of the n bytes at `text` are kept if at most `max` bytes are kept and
 * no UTF-8 character is cut in two. */
static size_t cut(const char *text, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

/* Appends n bytes, with the characters escaped that must not reach a terminal. Unlike in
 * the cells of other layouts, a blank is not escaped, because the real netstat does not
 * escape blanks. */
static void put_bytes(struct strbuf *sb, const char *bytes, size_t n)
{
	const char *end = bytes + n;

	while (bytes < end) {
		const char *blank = memchr(bytes, ' ', (size_t)(end - bytes));

		if (!blank) {
			cell_bytes(sb, bytes, (size_t)(end - bytes), NULL);
			return;
		}
		if (blank > bytes)
			cell_bytes(sb, bytes, (size_t)(blank - bytes), NULL);
		strbuf_addc(sb, ' ');
		bytes = blank + 1;
	}
}

void netstat_put_exact_owner(struct strbuf *sb, const struct owner_index *holders,
			     const struct holder *first)
{
	const struct process *owner = NULL;

	for (const struct holder *h = first; h; h = owner_index_next(holders, h)) {
		const struct process *p = owner_index_process(holders, h);

		if (h->held_by == HELD_BY_FD && (!owner || p->pid < owner->pid))
			owner = p;
	}
	if (!owner) {
		strbuf_addc(sb, '-');
		return;
	}

	const size_t start = sb->len;
	const char *name = owner->command ? owner->command : "";
	const char *slash = *name == '/' ? strrchr(name, '/') : NULL;

	/* Only the part of the name behind its last slash is shown; if argv[0] of the
	 * process is only "/", this part is empty. */
	if (slash)
		name = slash + 1;
	strbuf_addu(sb, owner->pid);
	strbuf_addc(sb, '/');
	const size_t used = sb->len - start;
	put_bytes(sb, name, cut(name, strlen(name), NETSTAT_OWNER_MAX - used));
}

void netstat_put_exact_path(struct strbuf *sb, const struct sock *s)
{
	const char *at = s->un.name;
	const char *end = at + s->un.name_len;
	const bool is_abstract = at < end && !*at;

	while (at < end && *at && strchr(blanks, *at))
		at++;
	while (at < end && !(*at && strchr(blanks, *at))) {
		const char *part = at;

		/* The kernel shows each NUL of an abstract name as '@'. */
		if (is_abstract && !*at) {
			strbuf_addc(sb, '@');
			at++;
			continue;
		}
		while (at < end && (*at || !is_abstract) && !(*at && strchr(blanks, *at)))
			at++;
		cell_bytes(sb, part, (size_t)(at - part), NULL);
	}
}
