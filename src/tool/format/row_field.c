/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "row_field.h"

#include <errno.h>
#include <string.h>

#include "cell.h"
#include "columns.h"
#include "filter/expr_field.h"
#include "model/netlink.h"
#include "netns/cgroup.h"
#include "netns/netns.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

_Static_assert((int)ROW_IN_SOCK == (int)EXPR_IN_SOCK &&
		       (int)ROW_IN_TCP == (int)EXPR_IN_TCP &&
		       (int)ROW_IN_MEMORY == (int)EXPR_IN_MEMORY,
	       "the first places are those of expressions");

enum { NAME_SIZE = 64 };

/* The fields of --columns, --group and --sort that are not in the tables of the library,
 * such as sock_fields. */
static const struct own_field {
	const char *name;
	enum row_place place;
	enum field_type type;
} own_fields[] = {
	{ "local", ROW_LOCAL, FIELD_ADDR },
	{ "peer", ROW_PEER, FIELD_ADDR },
	{ "user", ROW_USER, FIELD_BYTES },
	{ "interface", ROW_INTERFACE, FIELD_BYTES },
	{ "netns_cookie", ROW_NETNS_COOKIE, FIELD_HEX },
	{ "netns_name", ROW_NETNS_NAME, FIELD_BYTES },
	{ "owners", ROW_OWNERS, FIELD_OBJECT },
	{ "pid", ROW_PID, FIELD_NUMBER },
	{ "command", ROW_COMMAND, FIELD_BYTES },
	{ "executable", ROW_EXECUTABLE, FIELD_BYTES },
	{ "unit", ROW_UNIT, FIELD_BYTES },
	{ "container", ROW_CONTAINER, FIELD_BYTES },
	{ "pod", ROW_POD, FIELD_BYTES },
	{ "cgroup", ROW_CGROUP, FIELD_BYTES },
};

/* Other names of fields that --columns, --group and --sort accept; some of them are words
 * of the filter language. */
static const struct {
	const char *name, *field;
} synonyms[] = {
	{ "port", "local_port" },   { "sport", "local_port" }, { "dport", "peer_port" },
	{ "src", "local_address" }, { "dst", "peer_address" }, { "comm", "command" },
	{ "process", "command" },   { "program", "owners" },   { "foreign", "peer" },
	{ "exe", "executable" },    { "dev", "interface" },
};

static const struct own_field *own_field_of(enum row_place place)
{
	size_t i = 0;

	while (own_fields[i].place != place)
		i++;
	return &own_fields[i];
}

static bool is_in_library(const struct row_field *field)
{
	return field->place <= ROW_IN_MEMORY;
}

bool row_field_find(const char *name, struct row_field *ret)
{
	enum expr_place place = EXPR_IN_SOCK;

	/* A name of a field cannot begin with '-' or '_', though such characters may
	 * stand within a name. Therefore --sort=--port, which asks for the field "-port"
	 * in reverse order, is an error. */
	if (*name == '-' || *name == '_')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(synonyms); i++)
		if (state_is_spelling(name, strlen(name), synonyms[i].name))
			name = synonyms[i].field;
	for (size_t i = 0; i < ARRAY_SIZE(own_fields); i++) {
		if (!state_is_spelling(name, strlen(name), own_fields[i].name))
			continue;
		*ret = (struct row_field){ own_fields[i].name, own_fields[i].place, 0 };
		return true;
	}
	if (!expr_field_find(name, &place, &ret->index))
		return false;
	ret->place = (enum row_place)place;
	ret->name = expr_field_name(place, ret->index);
	return true;
}

static bool is_named_before(const struct row_fields *fields,
			    const struct row_field *field)
{
	for (size_t i = 0; i < fields->len; i++)
		if (fields->all[i].place == field->place &&
		    fields->all[i].index == field->index)
			return true;
	return false;
}

int row_fields_parse(struct row_fields *fields, const char *text,
		     bool (*is_wanted)(const struct row_field *field),
		     const char **ret_bad)
{
	for (const char *at = text;; at++) {
		struct row_field *field = &fields->all[fields->len];
		const size_t n = strcspn(at, ",");
		char name[NAME_SIZE];

		*ret_bad = at;
		if (fields->len == ROW_FIELDS_MAX)
			return -E2BIG;
		if (n >= sizeof(name))
			return -EINVAL;
		memcpy(name, at, n);
		name[n] = '\0';
		if (!row_field_find(name, field) || (is_wanted && !is_wanted(field)))
			return -EINVAL;
		if (is_named_before(fields, field))
			return -EEXIST;
		fields->len++;
		at += n;
		if (!*at)
			return 0;
	}
}

void row_field_need(const struct row_field *field, struct filter_needs *needs)
{
	if (is_in_library(field)) {
		expr_field_need((enum expr_place)field->place, field->index, needs);
		return;
	}
	needs->owners |= field->place >= ROW_OWNERS;
	needs->executables |= field->place == ROW_EXECUTABLE;
	needs->cgroups |= field->place >= ROW_UNIT;
}

void row_fields_need(const struct row_fields *fields, struct filter_needs *needs)
{
	for (size_t i = 0; i < fields->len; i++)
		row_field_need(&fields->all[i], needs);
}

enum field_type row_field_type(const struct row_field *field)
{
	return is_in_library(field)
		       ? expr_field_type((enum expr_place)field->place, field->index)
		       : own_field_of(field->place)->type;
}

bool row_field_is_comparable(const struct row_field *field)
{
	const enum field_type type = row_field_type(field);

	return type != FIELD_ADDRS && type != FIELD_SET && type != FIELD_OBJECT;
}

bool row_field_is_of_owner(const struct row_field *field)
{
	return field->place > ROW_OWNERS;
}

static bool get_text(struct field_member *ret, const char *text)
{
	ret->type = FIELD_BYTES;
	ret->value.bytes = text;
	ret->value.number = text ? strlen(text) : 0;
	return text;
}

/* Sets *ret to the name of a user or an interface, as a text; if name is NULL, to the
 * number of the user or the interface. */
static void get_named(struct field_member *ret, const char *name, uint64_t number)
{
	if (get_text(ret, name))
		return;
	ret->type = FIELD_NUMBER;
	ret->value.number = number;
}

/* Sets *ret to the label of a process that `place` names: the unit, the container, the
 * pod or the cgroup. A container without a known name has the first characters of its ID
 * as its label, and a pod its UID. Returns false if the process has no such label. */
static bool get_label(struct field_member *ret, int place, const struct cgroup_labels *c)
{
	const char *text = place == ROW_UNIT     ? cgroup_unit(c)
			   : place == ROW_POD    ? c->pod_name ? c->pod_name : c->pod
			   : place == ROW_CGROUP ? c->path
			   : c->name             ? c->name
						 : c->id;

	if (!get_text(ret, text))
		return false;
	if (text == c->id && !c->id_is_name && ret->value.number > CGROUP_SHORT_ID)
		ret->value.number = CGROUP_SHORT_ID;
	return true;
}

bool row_field_get(const struct row_field *field, const struct row *r,
		   const struct process *owner, struct strbuf *sb,
		   struct field_member *ret)
{
	const struct sock *s = r->s;
	const struct netns *space = NULL;

	*ret = (struct field_member){ .name = field->name };
	switch (field->place) {
	case ROW_IN_SOCK:
	case ROW_IN_TCP:
	case ROW_IN_MEMORY:
		return expr_field_get((enum expr_place)field->place, field->index, s,
				      ret);
	case ROW_LOCAL:
	case ROW_PEER:
		ret->type = FIELD_ADDR;
		ret->value.addr = field->place == ROW_PEER ? &s->peer : &s->local;
		return s->has & SOCK_HAS_INET;
	case ROW_USER:
		get_named(ret, cell_user_name(sb, r->spec, s->uid), s->uid);
		return s->has & SOCK_HAS_UID;
	case ROW_INTERFACE:
		get_named(ret, cell_link_name(sb, r->spec, s), s->ifindex);
		return s->has & SOCK_HAS_IFINDEX && s->ifindex;
	case ROW_NETNS_COOKIE:
	case ROW_NETNS_NAME:
		if (s->has & SOCK_HAS_NETNS)
			space = netns_of_key(r->spec->netns, s->netns);
		if (field->place == ROW_NETNS_NAME)
			return space && get_text(ret, space->name);
		ret->type = FIELD_HEX;
		ret->value.number = space ? space->cookie : 0;
		return ret->value.number;
	case ROW_PID:
		ret->type = FIELD_NUMBER;
		ret->value.number = owner ? owner->pid : 0;
		return owner;
	case ROW_COMMAND:
		return owner && get_text(ret, owner->command);
	case ROW_EXECUTABLE:
		return owner && get_text(ret, owner->executable);
	case ROW_OWNERS:
		return false;
	default:
		return owner && owner->cgroup &&
		       get_label(ret, field->place, owner->cgroup);
	}
}

int row_owners_each(const struct row *r,
		    int (*fn)(const struct process *owner, void *arg), void *arg)
{
	const struct process *last = NULL;
	const struct holder *first =
		r->holders ? owner_index_first(r->holders, r->s->inode) : NULL;
	int result = 0;

	for (const struct holder *h = first; h && result == 0;
	     h = owner_index_next(r->holders, h)) {
		const struct process *owner = owner_index_process(r->holders, h);

		if (!cell_is_repeated(r->holders, first, owner_index_next, h, last))
			result = fn(owner, arg);
		last = owner;
	}
	return result;
}

/* Appends the elements of a value of the type FIELD_SET or FIELD_ADDRS, separated by
 * commas. */
static void put_list(struct strbuf *sb, const struct field_member *member)
{
	const struct field_set *set = &member->value.set;
	const size_t start = sb->len;

	for (uint64_t i = 0; member->type == FIELD_ADDRS && i < member->value.number;
	     i++) {
		strbuf_adds(sb, i ? "," : "");
		cell_addr(sb, &member->value.addr[i]);
	}
	for (unsigned int i = 0; member->type == FIELD_SET && i < set->members; i++) {
		if (!(set->words[i / 32] >> i % 32 & 1))
			continue;
		strbuf_adds(sb, sb->len == start ? "" : ",");
		cell_word(sb, set->name(set->kind, i + 1), i + 1);
	}
}

void row_value_put(struct strbuf *sb, const struct field_member *member, const char *also)
{
	const struct field_value *value = &member->value;

	switch (member->type) {
	case FIELD_NUMBER:
		strbuf_addu(sb, value->number);
		break;
	case FIELD_HEX:
		strbuf_addx(sb, value->number, 16);
		break;
	case FIELD_WORD:
		cell_word(sb, value->word, value->number);
		break;
	case FIELD_BOOL:
		strbuf_adds(sb, value->number ? "true" : "false");
		break;
	case FIELD_ADDR:
		cell_addr(sb, value->addr);
		break;
	case FIELD_BYTES:
		cell_bytes(sb, value->bytes, value->number, also);
		break;
	case FIELD_ADDRS:
	case FIELD_SET:
		put_list(sb, member);
		break;
	case FIELD_OBJECT:
		break;
	}
}

struct owner_list {
	struct strbuf *sb;
	const struct row_field *field;
	const struct row *row;
	const char *also;
	/* The value that was appended last, with which the next value is compared. */
	struct field_member last;
};

static bool is_same(const struct field_member *a, const struct field_member *b)
{
	return a->type == b->type && a->value.number == b->value.number &&
	       a->value.bytes && b->value.bytes &&
	       memcmp(a->value.bytes, b->value.bytes, a->value.number) == 0;
}

/* Appends the property of an owner that list->field names, unless the property equals the
 * value that was appended last. Returns 0. */
static int put_owner(const struct process *owner, void *arg)
{
	struct owner_list *list = arg;
	struct field_member member;

	if (!row_field_get(list->field, list->row, owner, list->sb, &member) ||
	    is_same(&member, &list->last))
		return 0;
	strbuf_adds(list->sb, list->last.name ? "," : "");
	row_value_put(list->sb, &member, list->also);
	list->last = member;
	return 0;
}

/* Appends the local end of a socket of any family, or the peer if is_peer is set; nothing
 * if a socket of this family has no such end. */
static void put_end(struct strbuf *sb, const struct row *r, bool is_peer,
		    const char *also)
{
	const struct sock *s = r->s;

	if (s->has & SOCK_HAS_INET) {
		const struct addr *a = is_peer ? &s->peer : &s->local;

		if (!cell_host(sb, r->spec, a))
			cell_addr_bracketed(sb, a);
		strbuf_addc(sb, ':');
		cell_port(sb, r->spec, s->proto, is_peer ? s->peer_port : s->local_port);
	} else if (s->has & SOCK_HAS_UNIX) {
		if (!is_peer)
			cell_unix_name(sb, s, also);
		else if (s->has & SOCK_HAS_PEER_INODE)
			strbuf_addu(sb, s->peer_inode);
	} else if (s->has & (SOCK_HAS_VSOCK | SOCK_HAS_TIPC)) {
		cell_numbers(sb, s, is_peer);
	} else if (s->has & SOCK_HAS_NETLINK && !is_peer) {
		cell_word(sb, netlink_protocol_name(s->nl.protocol), s->nl.protocol);
		strbuf_addc(sb, ':');
		strbuf_addu(sb, s->nl.portid);
	} else if (s->has & (SOCK_HAS_PACKET | SOCK_HAS_XDP) && !is_peer) {
		cell_link(sb, r->spec, s);
	}
}

void row_field_put(struct strbuf *sb, const struct row_field *field, const struct row *r,
		   const char *also)
{
	struct owner_list list = { sb, field, r, also, { 0 } };
	struct field_member member;
	char separators[16] = ",";

	if (field->place == ROW_LOCAL || field->place == ROW_PEER) {
		put_end(sb, r, field->place == ROW_PEER, also);
	} else if (field->place == ROW_OWNERS) {
		cell_owners(sb, r->holders,
			    r->holders ? owner_index_first(r->holders, r->s->inode)
				       : NULL,
			    owner_index_next, r->spec->query.wanted.executable);
	} else if (row_field_is_of_owner(field)) {
		strncat(separators, also, sizeof(separators) - 2);
		list.also = separators;
		(void)row_owners_each(r, put_owner, &list);
	} else if (row_field_get(field, r, NULL, sb, &member)) {
		row_value_put(sb, &member, also);
	}
}
