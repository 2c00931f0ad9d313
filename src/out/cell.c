/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cell.h"

#include <string.h>

#include "base/escape.h"
#include "base/strbuf.h"
#include "model/addr.h"
#include "model/sock.h"
#include "out.h"
#include "resolve/hosts.h"
#include "resolve/links.h"
#include "resolve/services.h"
#include "resolve/users.h"

void cell_text(struct strbuf *sb, const char *text, const char *also)
{
	if (text && *text)
		escape_text(sb, text, strlen(text), also);
	else
		strbuf_addc(sb, '-');
}

bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a)
{
	const char *name = spec->hosts ? hosts_name(spec->hosts, a) : NULL;

	if (name)
		escape_text(sb, name, strlen(name), NULL);
	return name;
}

void cell_addr(struct strbuf *sb, const struct addr *a)
{
	char *to = strbuf_room(sb, INET6_ADDRSTRLEN);

	if (to)
		sb->len += addr_format(a, to);
}

void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port)
{
	const char *name = port && spec->services
				   ? services_name(spec->services, proto, port)
				   : NULL;

	if (name)
		escape_text(sb, name, strlen(name), NULL);
	else if (port)
		strbuf_addu(sb, port);
	else
		strbuf_addc(sb, '*');
}

void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid, size_t width)
{
	const char *name = spec->users ? users_name(spec->users, uid) : NULL;

	if (name)
		escape_text(sb, name, strlen(name), NULL);
	else
		strbuf_addu_right(sb, uid, width);
}

void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s)
{
	const bool is_bound = s->has & SOCK_HAS_IFINDEX;
	const char *name =
		is_bound && spec->links ? links_name(spec->links, s->ifindex) : NULL;

	if (name)
		cell_text(sb, name, " ");
	else if (is_bound)
		strbuf_addu(sb, s->ifindex);
	else
		strbuf_addc(sb, '*');
}

void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also)
{
	char name[SOCK_NAME_MAX];

	for (size_t i = 0; i < s->un.name_len; i++)
		name[i] = (char)(s->un.name[i] ? s->un.name[i] : '@');
	escape_text(sb, name, s->un.name_len, also);
}
