/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr_field.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "model/memory.h"
#include "model/tcp.h"
#include "netns/cgroup.h"
#include "util/cleanup.h"

/* The enum field_type of a fact from struct tcp_info, indexed by the kind of the fact
 * (TCP_KIND_*). */
static const enum field_type types_of_facts[] = {
	[TCP_KIND_NUMBER] = FIELD_NUMBER,
	[TCP_KIND_BOOL] = FIELD_BOOL,
	[TCP_KIND_CA_STATE] = FIELD_WORD,
	[TCP_KIND_OPTIONS] = FIELD_SET,
};

const char *expr_field_name(enum expr_place place, size_t i)
{
	switch (place) {
	case EXPR_IN_SOCK:
		return i < sock_fields_count ? sock_fields[i].name : NULL;
	case EXPR_IN_TCP:
		return !i                   ? "congestion"
		       : i <= TCP_FACT_MAX_ ? tcp_facts[i - 1].name
					    : NULL;
	default:
		return i < MEMORY_MAX_ ? memory_name((enum memory)i) : NULL;
	}
}

enum field_type expr_field_type(enum expr_place place, size_t i)
{
	switch (place) {
	case EXPR_IN_SOCK:
		return sock_fields[i].type;
	case EXPR_IN_TCP:
		return i ? types_of_facts[tcp_facts[i - 1].kind] : FIELD_BYTES;
	default:
		return FIELD_NUMBER;
	}
}

const char *expr_field_unit(enum expr_place place, size_t i)
{
	switch (place) {
	case EXPR_IN_SOCK:
		return sock_fields[i].unit;
	case EXPR_IN_TCP:
		return i ? tcp_facts[i - 1].unit : NULL;
	default:
		return "bytes";
	}
}

static bool is_field_name(const char *text, const char *name)
{
	static const char *const units[] = { "_us", "_ms" };
	const size_t n = strlen(text);

	if (state_is_spelling(text, n, name))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		char with_unit[64];
		const size_t unit = strlen(units[i]);

		if (n + unit >= sizeof(with_unit))
			return false;
		snprintf(with_unit, sizeof(with_unit), "%s%s", text, units[i]);
		if (state_is_spelling(with_unit, n + unit, name))
			return true;
	}
	return false;
}

bool expr_field_find(const char *name, enum expr_place *ret_place, uint16_t *ret_index)
{
	const char *known = NULL;

	for (enum expr_place place = EXPR_IN_SOCK; place <= EXPR_IN_MEMORY; place++) {
		for (size_t i = 0; (known = expr_field_name(place, i)); i++) {
			if (!is_field_name(name, known))
				continue;
			*ret_place = place;
			*ret_index = (uint16_t)i;
			return true;
		}
	}
	return false;
}

void expr_field_need(enum expr_place place, uint16_t index, struct filter_needs *needs)
{
	const uint32_t has = place == EXPR_IN_SOCK ? sock_fields[index].needs : 0;

	needs->tcp_info |= place == EXPR_IN_TCP;
	needs->memory |= place == EXPR_IN_MEMORY;
	needs->refcnt |= (has & SOCK_HAS_REFCNT) != 0;
}

bool expr_field_get(enum expr_place place, uint16_t index, const struct sock *s,
		    struct field_member *ret)
{
	switch (place) {
	case EXPR_IN_SOCK:
		ret->type = sock_fields[index].type;
		if ((s->has & sock_fields[index].needs) != sock_fields[index].needs)
			return false;
		ret->value = sock_fields[index].get(s);
		return true;
	case EXPR_IN_TCP:
		return s->has & SOCK_HAS_TCP_INFO && sock_tcp_member(s, index, ret);
	default:
		return s->has & SOCK_HAS_MEMORY && sock_memory_member(s, index, ret);
	}
}

bool expr_number_is(uint64_t number, const struct expr_node *node)
{
	switch (node->comparison) {
	case EXPR_EQ:
		return number == node->number;
	case EXPR_NE:
		return number != node->number;
	case EXPR_GT:
		return number > node->number;
	case EXPR_LT:
		return number < node->number;
	case EXPR_GE:
		return number >= node->number;
	default:
		return number <= node->number;
	}
}

static bool matches_bytes(const char *pattern, const struct field_value *value)
{
	char text[SOCK_NAME_MAX + 1];
	const size_t n = value->number < SOCK_NAME_MAX ? value->number : SOCK_NAME_MAX;

	/* Each NUL in the name of an abstract unix socket is compared as '@', as ss shows
	 * the name. */
	for (size_t i = 0; i < n; i++)
		text[i] = (char)(value->bytes[i] ? value->bytes[i] : '@');
	text[n] = '\0';
	return fnmatch(pattern, text, 0) == 0;
}

/* Returns whether the pattern matches `name`, the word for a value. If name is NULL, the
 * value has no word, and the pattern is compared with `number` in decimal. */
static bool matches_word(const char *pattern, const char *name, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ju", (uintmax_t)number);
	return fnmatch(pattern, name ? name : text, FNM_CASEFOLD) == 0;
}

static bool has_member(const char *pattern, const struct field_set *set)
{
	for (unsigned int member = 1; set->words && member <= set->members; member++) {
		const char *name = set->name ? set->name(set->kind, member) : NULL;

		if (set->words[(member - 1) / 32] >> (member - 1) % 32 & 1 &&
		    matches_word(pattern, name, member))
			return true;
	}
	return false;
}

bool expr_field_is(const struct expr_node *node, const struct sock *s)
{
	struct field_member member = { 0 };
	bool matches = false;

	if (!expr_field_get(node->place, node->index, s, &member))
		return false;
	if (!node->pattern)
		return expr_number_is(member.value.number, node);
	if (member.type == FIELD_WORD)
		matches = matches_word(node->pattern, member.value.word,
				       member.value.number);
	else if (member.type == FIELD_BYTES)
		matches = matches_bytes(node->pattern, &member.value);
	else
		matches = has_member(node->pattern, &member.value.set);
	return matches == (node->comparison == EXPR_EQ);
}

/* Returns whether the pattern matches a whole command or its first word. The first word
 * counts because some processes call themselves, for example, "nginx: worker process". */
static bool is_command(const char *pattern, const char *command)
{
	char word[256];
	const size_t n = strcspn(command, ": ");

	if (fnmatch(pattern, command, 0) == 0)
		return true;
	if (!command[n] || n >= sizeof(word))
		return false;
	memcpy(word, command, n);
	word[n] = '\0';
	return fnmatch(pattern, word, 0) == 0;
}

static bool is_text(const char *pattern, const char *text)
{
	return text && fnmatch(pattern, text, 0) == 0;
}

/* Returns whether the pattern is taken for the beginning of a container ID instead of a
 * name: it consists of hexadecimal digits, at least as many as docker shows. */
static bool is_beginning_of_id(const char *pattern)
{
	const size_t digits = strspn(pattern, "0123456789abcdef");

	return digits >= CGROUP_SHORT_ID && !pattern[digits];
}

/* Returns whether the pattern matches a container: its name, its ID, the first 12 digits
 * of the ID, which docker shows, or "RUNTIME:" with these 12 digits. A pattern that is a
 * longer beginning of the ID matches, too. */
static bool is_container(const char *pattern, const struct cgroup_labels *cgroup)
{
	const size_t n = strlen(pattern);
	char text[64];

	if (is_text(pattern, cgroup->id) || is_text(pattern, cgroup->name))
		return true;
	if (cgroup->id_is_name)
		return false;
	snprintf(text, sizeof(text), "%s:%.*s", cgroup->runtime, CGROUP_SHORT_ID,
		 cgroup->id);
	return (n >= CGROUP_SHORT_ID && strncmp(pattern, cgroup->id, n) == 0) ||
	       is_text(pattern, text) || is_text(pattern, strchr(text, ':') + 1);
}

/* Returns whether the pattern matches the name of a pod, the text "NAMESPACE/NAME", or
 * the UID of the pod. */
static bool is_pod(const char *pattern, const struct cgroup_labels *cgroup)
{
	const char *slash = strchr(pattern, '/');
	char namespace[256];

	if (is_text(pattern, cgroup->pod) || is_text(pattern, cgroup->pod_name))
		return true;
	if (!slash || !cgroup->pod_namespace ||
	    (size_t)(slash - pattern) >= sizeof(namespace))
		return false;
	snprintf(namespace, sizeof(namespace), "%.*s", (int)(slash - pattern), pattern);
	return is_text(namespace, cgroup->pod_namespace) &&
	       is_text(slash + 1, cgroup->pod_name);
}

/* Returns whether the pattern of the node matches a unit, container, pod or path of the
 * cgroup. Sets *ret_is_unknown to true if a name of the container or pod that the pattern
 * could match is not known. */
static bool is_label(const struct expr_node *node, const struct cgroup_labels *cgroup,
		     bool *ret_is_unknown)
{
	switch (node->index) {
	case EXPR_OWNER_UNIT:
		return is_text(node->pattern, cgroup->unit) ||
		       is_text(node->pattern, cgroup->user_unit);
	case EXPR_OWNER_CONTAINER:
		*ret_is_unknown = !cgroup->name && !is_beginning_of_id(node->pattern);
		return is_container(node->pattern, cgroup);
	case EXPR_OWNER_POD:
		*ret_is_unknown = !cgroup->pod_name ||
				  (!cgroup->pod_namespace && strchr(node->pattern, '/'));
		return is_pod(node->pattern, cgroup);
	default:
		return is_text(node->pattern, cgroup->path);
	}
}

static unsigned int cgroup_values(const struct expr_node *node,
				  const struct cgroup_labels *cgroup)
{
	const char *text = !cgroup                               ? NULL
			   : node->index == EXPR_OWNER_UNIT      ? cgroup->unit
			   : node->index == EXPR_OWNER_CONTAINER ? cgroup->id
			   : node->index == EXPR_OWNER_CGROUP    ? cgroup->path
			   : cgroup->pod                         ? cgroup->pod
								 : cgroup->pod_name;
	bool is_unknown = false;

	if (!cgroup)
		return CAN_BE_BOTH;
	if (!text)
		return CAN_BE_FALSE;
	const bool matches = is_label(node, cgroup, &is_unknown);

	if (!matches && is_unknown)
		return CAN_BE_BOTH;
	return matches == (node->comparison == EXPR_EQ) ? CAN_BE_TRUE : CAN_BE_FALSE;
}

unsigned int expr_process_values(const struct expr_node *node,
				 const struct expr_process *process)
{
	const char *pattern = node->pattern;
	bool matches = false;

	if (node->index == EXPR_OWNER_PID) {
		matches = expr_number_is(process->pid, node);
	} else if (node->index == EXPR_OWNER_COMMAND) {
		if (!process->command && !process->comm)
			return CAN_BE_BOTH;
		matches = (process->command && is_command(pattern, process->command)) ||
			  (process->comm && fnmatch(pattern, process->comm, 0) == 0);
		matches = matches == (node->comparison == EXPR_EQ);
	} else if (node->index >= EXPR_OWNER_UNIT) {
		return cgroup_values(node, process->cgroup);
	} else {
		if (!process->executable)
			return CAN_BE_BOTH;
		matches = (fnmatch(pattern, process->executable, 0) == 0) ==
			  (node->comparison == EXPR_EQ);
	}
	return matches ? CAN_BE_TRUE : CAN_BE_FALSE;
}
