/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat_facts.h"

#include "tcp_info_text.h"
#include "text/strbuf.h"

bool netstat_with_memory(const struct out_spec *spec)
{
	return spec->memory;
}

bool netstat_with_tcp_info(const struct out_spec *spec)
{
	return spec->tcp_info;
}

void netstat_put_memory(const struct netstat_row *r)
{
	if (!tcp_info_put_memory(&r->out->page.text, r->s))
		strbuf_addc(&r->out->page.text, '-');
}

void netstat_put_tcp_info(const struct netstat_row *r)
{
	if (!tcp_info_put_tcp(&r->out->page.text, &r->out->spec, r->s))
		strbuf_addc(&r->out->page.text, '-');
}
