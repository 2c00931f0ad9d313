/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that append the fields that --columns names as members of JSON objects. */
#include <string.h>

#include "columns.h"
#include "json_parts.h"
#include "row_field.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Returns whether a field of sock_fields describes the peer of a socket if is_peer is
 * set, else whether the field describes the local end of a socket. */
static bool is_of_end(const struct field_desc *field, bool is_peer)
{
	static const char *const locals[] = { "path",   "abstract",  "protocol",
					      "portid", "ethertype", "node",
					      "ref",    "queue" };

	if (strncmp(field->name, "peer_", 5) == 0)
		return is_peer;
	if (strncmp(field->name, "local_", 6) == 0)
		return !is_peer;
	for (size_t i = 0; !is_peer && i < ARRAY_SIZE(locals); i++)
		if (strcmp(field->name, locals[i]) == 0)
			return true;
	return false;
}

void row_field_json(struct strbuf *sb, const struct row_field *field, const struct row *r)
{
	struct field_member member;

	if (field->place == ROW_LOCAL || field->place == ROW_PEER) {
		for (size_t i = 0; i < sock_fields_count; i++) {
			const struct field_desc *desc = &sock_fields[i];

			if ((r->s->has & desc->needs) != desc->needs ||
			    !is_of_end(desc, field->place == ROW_PEER))
				continue;
			const struct field_value value = desc->get(r->s);
			json_field(sb, desc->name, desc->type, &value);
		}
	} else if (row_field_get(field, r, NULL, sb, &member)) {
		json_field(sb, field->name, member.type, &member.value);
	}
}

struct owner_columns {
	struct strbuf *sb;
	const struct row_fields *fields;
	const struct row *row;
};

/* Appends a JSON object for one owner of a socket, with those properties of the owner
 * that columns->fields name. Returns 0. */
static int put_json_owner(const struct process *owner, void *arg)
{
	const struct owner_columns *columns = arg;
	struct field_member member;

	json_open(columns->sb, NULL, "{");
	for (size_t i = 0; i < columns->fields->len; i++) {
		const struct row_field *field = &columns->fields->all[i];

		if (row_field_is_of_owner(field) &&
		    row_field_get(field, columns->row, owner, columns->sb, &member))
			json_field(columns->sb, field->name, member.type, &member.value);
	}
	strbuf_addc(columns->sb, '}');
	return 0;
}

void row_owners_json(struct strbuf *sb, const struct row_fields *fields,
		     const struct row *r)
{
	struct owner_columns columns = { sb, fields, r };

	json_open(sb, "owners", "[");
	(void)row_owners_each(r, put_json_owner, &columns);
	strbuf_addc(sb, ']');
}
