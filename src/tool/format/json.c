/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON is written by hand: jansson and json-c build the whole tree first, and yajl, which
 * streams, has had no release since 2014. */
#include "json.h"

#include "cell.h"
#include "json_parts.h"
#include "model/field.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "resolve/hosts.h"

static void json_put_hex(struct strbuf *sb, const struct field_value *v)
{
	strbuf_addc(sb, '"');
	strbuf_addx(sb, v->number, 16);
	strbuf_addc(sb, '"');
}

static void json_put_number(struct strbuf *sb, const struct field_value *v)
{
	strbuf_addu(sb, v->number);
}

static void json_put_word(struct strbuf *sb, const struct field_value *v)
{
	if (v->word) {
		json_text(sb, v->word);
		return;
	}
	/* a number without a word is a string as well, so that the type of the key is
	 * fixed */
	strbuf_addc(sb, '"');
	strbuf_addu(sb, v->number);
	strbuf_addc(sb, '"');
}

static void json_put_addr(struct strbuf *sb, const struct field_value *v)
{
	strbuf_addc(sb, '"');
	cell_addr(sb, v->addr);
	strbuf_addc(sb, '"');
}

static void json_put_addrs(struct strbuf *sb, const struct field_value *v)
{
	strbuf_addc(sb, '[');
	for (uint64_t i = 0; i < v->number; i++) {
		json_separate(sb);
		json_put_addr(sb, &(struct field_value){ .addr = &v->addr[i] });
	}
	strbuf_addc(sb, ']');
}

static void json_put_set(struct strbuf *sb, const struct field_value *v)
{
	const struct field_set *set = &v->set;

	strbuf_addc(sb, '[');
	for (unsigned int i = 0; i < set->members; i++) {
		const unsigned int member = i + 1;
		const char *name = NULL;

		if (!(set->words[i / 32] >> i % 32 & 1))
			continue;
		json_separate(sb);
		name = set->name(set->kind, member);
		json_put_word(sb,
			      &(struct field_value){ .number = member, .word = name });
	}
	strbuf_addc(sb, ']');
}

static void json_put_bool(struct strbuf *sb, const struct field_value *v)
{
	strbuf_adds(sb, v->number ? "true" : "false");
}

static void (*const json_put_field[])(struct strbuf *sb, const struct field_value *v) = {
	[FIELD_NUMBER] = json_put_number, [FIELD_HEX] = json_put_hex,
	[FIELD_WORD] = json_put_word,     [FIELD_ADDR] = json_put_addr,
	[FIELD_ADDRS] = json_put_addrs,   [FIELD_SET] = json_put_set,
	[FIELD_BOOL] = json_put_bool,
};

/* Appends a member. A name is written together with its key, since it may take two keys. */
static void json_put_member(struct strbuf *sb, const char *name, enum field_type type,
			    const struct field_value *v)
{
	if (type == FIELD_BYTES) {
		/* names from the kernel are too short to be cut */
		(void)json_bytes(sb, name, v->bytes, v->number);
		return;
	}
	json_key(sb, name);
	json_put_field[type](sb, v);
}

static void json_put_object(struct strbuf *sb, const struct field_object *object)
{
	strbuf_addc(sb, '{');
	for (size_t i = 0; i < object->members; i++) {
		struct field_member member;

		if (!object->get(object->sock, i, &member))
			continue;
		json_put_member(sb, member.name, member.type, &member.value);
	}
	strbuf_addc(sb, '}');
}

static void json_put_names(struct out *out, const struct sock *s)
{
	struct strbuf *sb = &out->buffer.text;
	const struct out_spec *spec = &out->spec;
	bool is_cut = false;

	if (spec->hosts && s->has & SOCK_HAS_INET) {
		is_cut |=
			json_string(sb, "local_host", hosts_name(spec->hosts, &s->local));
		is_cut |= json_string(sb, "peer_host", hosts_name(spec->hosts, &s->peer));
	}
	if (spec->services && s->has & SOCK_HAS_INET) {
		is_cut |=
			json_string(sb, "local_service",
				    cell_service_name(sb, spec, s->proto, s->local_port));
		is_cut |=
			json_string(sb, "peer_service",
				    cell_service_name(sb, spec, s->proto, s->peer_port));
	}
	if (spec->links && s->has & SOCK_HAS_IFINDEX)
		is_cut |= json_string(sb, "interface", cell_link_name(sb, spec, s));
	if (spec->users && s->has & SOCK_HAS_UID)
		is_cut |= json_string(sb, "user", cell_user_name(sb, spec, s->uid));
	json_truncated(sb, is_cut);
}

static void json_put_holder(struct out *out, const struct holder *h,
			    const struct process *p)
{
	struct strbuf *sb = &out->buffer.text;

	json_separate(sb);
	strbuf_addc(sb, '{');
	json_number(sb, "pid", p->pid);
	if (h->held_by == HELD_BY_FD)
		json_number(sb, "fd", h->fd);
	json_string(sb, "held_by", owner_index_means(h));
	bool is_cut = json_string(sb, "command", p->command);
	is_cut |= json_string(sb, "executable", p->executable);
	if (p->has_uid) {
		json_number(sb, "uid", p->uid);
		if (out->spec.users)
			is_cut |= json_string(sb, "user",
					      cell_user_name(sb, &out->spec, p->uid));
	}
	json_truncated(sb, is_cut);
	strbuf_addc(sb, '}');
}

static void json_put_unlooked(struct strbuf *sb, uint32_t unlooked)
{
	if (!unlooked)
		return;
	json_key(sb, "not_looked_at");
	strbuf_addc(sb, '[');
	for (size_t i = 0; i < UNSEARCHED_MAX_; i++) {
		if (!(unlooked >> i & 1))
			continue;
		json_separate(sb);
		json_text(sb, unsearched_descs[i].word);
	}
	strbuf_addc(sb, ']');
}

static void json_put_owners(struct out *out, const struct sock *s,
			    const struct owner_index *holders)
{
	struct strbuf *sb = &out->buffer.text;
	const struct holder *first = owner_index_first(holders, s->inode);

	json_key(sb, "owners");
	strbuf_addc(sb, '[');
	for (const struct holder *h = first; h; h = owner_index_next(holders, h))
		json_put_holder(out, h, owner_index_process(holders, h));
	strbuf_addc(sb, ']');
	if (first)
		return;
	json_string(sb, "no_owner",
		    no_owner_reason_name(s, owner_index_no_owner_reason(holders)));
	json_put_unlooked(
		sb, no_owner_reason_unsearched(s, owner_index_no_owner_reason(holders)));
}

static void json_put_peer_owners(struct out *out, const struct sock *s,
				 const struct owner_index *holders)
{
	struct strbuf *sb = &out->buffer.text;
	const struct holder *h = owner_index_first_of_all(holders, s->peer_inode);

	json_key(sb, "peer_owners");
	strbuf_addc(sb, '[');
	for (; h; h = owner_index_next_of_all(holders, h))
		json_put_holder(out, h, owner_index_process(holders, h));
	strbuf_addc(sb, ']');
}

static void json_begin(struct out *out)
{
	struct strbuf *sb = &out->buffer.text;

	strbuf_addc(sb, '{');
	json_number(sb, "schema", JSON_SCHEMA);
	json_identity(sb, out->spec.identity);
	if (out->spec.time_ns)
		json_time(sb, out->spec.time_ns);
	json_key(sb, "sockets");
	strbuf_adds(sb, "[\n");
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
		if (f->type == FIELD_OBJECT) {
			json_key(sb, f->name);
			json_put_object(sb, &value.object);
		} else {
			json_put_member(sb, f->name, f->type, &value);
		}
	}
	json_put_names(out, s);
	if (holders)
		json_put_owners(out, s, holders);
	if (holders && out->spec.peers)
		json_put_peer_owners(out, s, holders);
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
