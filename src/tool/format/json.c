/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout JSON. The JSON text is written without a library: jansson and json-c build
 * the whole tree in memory first, and yajl, which builds no tree, has had no release
 * since 2014. */
#include "cell.h"
#include "columns.h"
#include "json_parts.h"
#include "model/field.h"
#include "netns/netns.h"
#include "out.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Appends the names of the hosts, ports, interface and user of a socket, as far as the
 * options ask for them and the names are known. */
static void json_put_names(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s)
{
	bool is_cut = false;

	if (s->has & SOCK_HAS_INET) {
		const struct {
			const char *key, *name;
		} names[] = {
			{ "local_host", cell_host_name(spec, &s->local) },
			{ "peer_host", cell_host_name(spec, &s->peer) },
			{ "local_service",
			  cell_service_name(sb, spec, s->proto, s->local_port) },
			{ "peer_service",
			  cell_service_name(sb, spec, s->proto, s->peer_port) },
		};

		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			is_cut |= json_string(sb, names[i].key, names[i].name);
	}
	if (s->has & SOCK_HAS_IFINDEX)
		is_cut |= json_string(sb, "interface", cell_link_name(sb, spec, s));
	if (s->has & SOCK_HAS_UID)
		is_cut |= json_string(sb, "user", cell_user_name(sb, spec, s->uid));
	json_truncated(sb, is_cut);
}

/* Appends the cookie and the name of the network namespace of a socket. */
static void json_put_netns(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s)
{
	const struct netns *n =
		s->has & SOCK_HAS_NETNS ? netns_of_key(spec->netns, s->netns) : NULL;

	if (n && n->cookie)
		json_hex(sb, "netns_cookie", n->cookie);
	if (n)
		json_truncated(sb, json_string(sb, "netns_name", n->name));
}

static void json_put_unlooked(struct strbuf *sb, uint32_t unlooked)
{
	if (!unlooked)
		return;
	json_open(sb, "not_looked_at", "[");
	for (size_t i = 0; i < UNSEARCHED_MAX_; i++)
		if (unlooked >> i & 1)
			json_word(sb, NULL, unsearched_descs[i].word, 0);
	strbuf_addc(sb, ']');
}

static void json_put_owners(struct strbuf *sb, const struct out_spec *spec,
			    const struct sock *s, const struct owner_index *holders)
{
	const struct no_owner_reason *reason = owner_index_no_owner_reason(holders);
	const struct holder *first = owner_index_first(holders, s->inode);

	json_open(sb, "owners", "[");
	for (const struct holder *h = first; h; h = owner_index_next(holders, h))
		json_holder(sb, spec, h, owner_index_process(holders, h), true);
	strbuf_addc(sb, ']');
	if (!first) {
		json_word(sb, "no_owner", no_owner_reason_name(s, reason), 0);
		json_put_unlooked(sb, no_owner_reason_unsearched(s, reason));
	}
	if (!spec->query.peers)
		return;
	json_open(sb, "peer_owners", "[");
	for (const struct holder *h = owner_index_first_of_all(holders, s->peer_inode); h;
	     h = owner_index_next_of_all(holders, h))
		json_holder(sb, spec, h, owner_index_process(holders, h), true);
	strbuf_addc(sb, ']');
}

static void json_begin(struct out *out)
{
	struct strbuf *sb = &out->buffer.text;

	strbuf_addc(sb, '{');
	json_head(sb, out->spec.identity, out->spec.time_ns);
	json_open(sb, "sockets", "[\n");
}

/* Appends the fields that --columns names, and closes the JSON object of the socket. */
static void json_put_columns(struct out *out, const struct sock *s,
			     const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	const struct row_fields *columns = &out->spec.columns;
	struct strbuf *sb = &out->buffer.text;

	bool has_all = false;
	bool has_some = false;

	for (size_t i = 0; i < columns->len; i++) {
		const struct row_field *field = &columns->all[i];

		has_all |= field->place == ROW_OWNERS;
		has_some |= row_field_is_of_owner(field);
		if (!row_field_is_of_owner(field))
			row_field_json(sb, field, &row);
	}
	if (has_all && holders)
		json_put_owners(sb, &out->spec, s, holders);
	else if (has_some)
		row_owners_json(sb, columns, &row);
	strbuf_addc(sb, '}');
}

static void json_row(struct out *out, const struct sock *s,
		     const struct owner_index *holders)
{
	struct strbuf *sb = &out->buffer.text;

	if (out->rows > 1)
		strbuf_adds(sb, ",\n");
	strbuf_addc(sb, '{');
	if (out->spec.columns.len) {
		json_put_columns(out, s, holders);
		return;
	}
	for (size_t i = 0; i < sock_fields_count; i++) {
		const struct field_desc *f = &sock_fields[i];

		if ((s->has & f->needs) != f->needs)
			continue;
		const struct field_value value = f->get(s);
		json_field(sb, f->name, f->type, &value);
	}
	json_put_netns(sb, &out->spec, s);
	json_put_names(sb, &out->spec, s);
	if (holders)
		json_put_owners(sb, &out->spec, s, holders);
	strbuf_addc(sb, '}');
}

static void json_end(struct out *out, const struct query_gaps *gaps)
{
	struct strbuf *sb = &out->buffer.text;

	strbuf_adds(sb, "\n]");
	json_gaps(sb, gaps);
	strbuf_adds(sb, "}\n");
}

const struct out_ops out_json = {
	.name = "json",
	.has_reasons = true,
	.wants = { .owners = true,
		   .links = true,
		   .identity = true,
		   .reasons = true,
		   .process = { .uid = true, .cgroup = true } },
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
};
