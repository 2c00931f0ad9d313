/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cell.h"

#include <string.h>

#include "base/escape.h"
#include "base/strbuf.h"
#include "model/addr.h"
#include "out.h"
#include "resolve/hosts.h"
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
