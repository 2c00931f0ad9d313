/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON is written by hand: jansson and json-c build the whole tree first, and yajl, which
 * streams, has had no release since 2014. */
#include "cell.h"
#include "json_parts.h"
#include "model/field.h"
#include "out.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static void json_put_set(struct strbuf *sb, const char *key, const struct field_set *set)
{
	json_open(sb, key, "[");
	for (unsigned int i = 0; i < set->members; i++)
		if (set->words[i / 32] >> i % 32 & 1)
			json_word(sb, NULL, set->name(set->kind, i + 1), i + 1);
	strbuf_addc(sb, ']');
}

/* Appends a field of a socket as a member of its object. */
static void json_put(struct strbuf *sb, const char *key, enum field_type type,
		     const struct field_value *v)
{
	switch (type) {
	case FIELD_NUMBER:
		json_number(sb, key, v->number);
		break;
	case FIELD_HEX:
		json_hex(sb, key, v->number);
		break;
	case FIELD_WORD:
		json_word(sb, key, v->word, v->number);
		break;
	case FIELD_BOOL:
		json_bool(sb, key, v->number);
		break;
	case FIELD_BYTES:
		/* The result of json_bytes says whether a name was cut; names from the
		 * kernel are too short for that. */
		(void)json_bytes(sb, key, v->bytes, v->number);
		break;
	case FIELD_ADDR:
		json_addr(sb, key, v->addr);
		break;
	case FIELD_ADDRS:
		json_open(sb, key, "[");
		for (uint64_t i = 0; i < v->number; i++)
			json_addr(sb, NULL, &v->addr[i]);
		strbuf_addc(sb, ']');
		break;
	case FIELD_SET:
		json_put_set(sb, key, &v->set);
		break;
	case FIELD_OBJECT:
		json_open(sb, key, "{");
		for (size_t i = 0; i < v->object.members; i++) {
			struct field_member member;

			if (v->object.get(v->object.sock, i, &member))
				json_put(sb, member.name, member.type, &member.value);
		}
		strbuf_addc(sb, '}');
		break;
	}
}

/* Appends the names for the numbers of a socket, as far as names are wanted and known. */
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

static void json_row(struct out *out, const struct sock *s,
		     const struct owner_index *holders)
{
	struct strbuf *sb = &out->buffer.text;

	if (out->rows > 1)
		strbuf_adds(sb, ",\n");
	strbuf_addc(sb, '{');
	for (size_t i = 0; i < sock_fields_count; i++) {
		const struct field_desc *f = &sock_fields[i];

		if ((s->has & f->needs) != f->needs)
			continue;
		const struct field_value value = f->get(s);
		json_put(sb, f->name, f->type, &value);
	}
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
		   .process = { .uid = true } },
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
};
