/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include <string.h>
#include <time.h>

#include "cell.h"
#include "kernel/identity.h"
#include "model/proto.h"
#include "netns/cgroup.h"
#include "netns/netns.h"
#include "owner/owner_index.h"
#include "query/pids.h"
#include "query/query.h"
#include "text/escape.h"
#include "text/strbuf.h"
#include "util/clock.h"

/* The version of the JSON output. The version is raised when a key is dropped or changes
 * its meaning, not when a key is added. Since version 2, a NUL in a name is shown as
 * U+FFFD, and recv_q of a sample of --doctor does not count a FIN. */
enum { JSON_SCHEMA = 2 };

void json_key(struct strbuf *sb, const char *key)
{
	if (sb->len && !strchr("{[\n", sb->s[sb->len - 1]))
		strbuf_addc(sb, ',');
	if (!key)
		return;
	strbuf_addc(sb, '"');
	strbuf_adds(sb, key);
	strbuf_adds(sb, "\":");
}

void json_open(struct strbuf *sb, const char *key, const char *bracket)
{
	json_key(sb, key);
	strbuf_adds(sb, bracket);
}

static size_t put_string(struct strbuf *sb, const char *bytes, size_t n)
{
	strbuf_addc(sb, '"');
	const size_t shown = escape_json(sb, bytes, n);
	strbuf_addc(sb, '"');
	return shown;
}

void json_number(struct strbuf *sb, const char *key, uint64_t value)
{
	json_key(sb, key);
	strbuf_addu(sb, value);
}

void json_bool(struct strbuf *sb, const char *key, bool value)
{
	json_open(sb, key, value ? "true" : "false");
}

void json_hex(struct strbuf *sb, const char *key, uint64_t value)
{
	json_open(sb, key, "\"");
	strbuf_addx(sb, value, 16);
	strbuf_addc(sb, '"');
}

void json_addr(struct strbuf *sb, const char *key, const struct addr *a)
{
	json_open(sb, key, "\"");
	cell_addr(sb, a);
	strbuf_addc(sb, '"');
}

void json_word(struct strbuf *sb, const char *key, const char *word, uint64_t number)
{
	json_open(sb, key, "\"");
	cell_word(sb, word, number);
	strbuf_addc(sb, '"');
}

void json_decimal(struct strbuf *sb, const char *key, uint64_t value, unsigned int places)
{
	json_key(sb, key);
	strbuf_addu_point(sb, value, places, 0);
}

bool json_bytes(struct strbuf *sb, const char *key, const char *bytes, size_t n)
{
	json_key(sb, key);
	const size_t shown = put_string(sb, bytes, n);

	if (!escape_is_exact(bytes, shown)) {
		strbuf_addf(sb, ",\"%s_hex\":\"", key);
		escape_hex(sb, bytes, shown);
		strbuf_addc(sb, '"');
	}
	return shown < n;
}

bool json_string(struct strbuf *sb, const char *key, const char *text)
{
	return text && json_bytes(sb, key, text, strlen(text));
}

static void json_put_set(struct strbuf *sb, const char *key, const struct field_set *set)
{
	json_open(sb, key, "[");
	for (unsigned int i = 0; i < set->members; i++)
		if (set->words[i / 32] >> i % 32 & 1)
			json_word(sb, NULL, set->name(set->kind, i + 1), i + 1);
	strbuf_addc(sb, ']');
}

void json_field(struct strbuf *sb, const char *key, enum field_type type,
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
				json_field(sb, member.name, member.type, &member.value);
		}
		strbuf_addc(sb, '}');
		break;
	}
}

void json_truncated(struct strbuf *sb, bool is_cut)
{
	if (is_cut)
		json_bool(sb, "truncated", true);
}

void json_time(struct strbuf *sb, uint64_t ns)
{
	const time_t s = (time_t)(ns / NS_PER_S);
	struct tm tm = { 0 };

	gmtime_r(&s, &tm);
	json_key(sb, "time");
	strbuf_addf(sb, "\"%04u-%02u-%02uT%02u:%02u:%02u.%06juZ\"", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		    ns % NS_PER_S / NS_PER_US);
}

void json_head(struct strbuf *sb, const struct identity *identity, uint64_t time_ns)
{
	json_number(sb, "schema", JSON_SCHEMA);
	if (identity && identity->host[0])
		json_string(sb, "host", identity->host);
	if (identity && identity->boot_id[0])
		json_string(sb, "boot_id", identity->boot_id);
	if (identity && identity->netns_inode)
		json_number(sb, "netns_inode", identity->netns_inode);
	if (identity && identity->netns_cookie)
		json_hex(sb, "netns_cookie", identity->netns_cookie);
	if (time_ns)
		json_time(sb, time_ns);
}

bool json_cgroup(struct strbuf *sb, const struct cgroup_labels *cgroup)
{
	bool is_cut = json_string(sb, "unit", cgroup->unit);

	is_cut |= json_string(sb, "user_unit", cgroup->user_unit);
	if (cgroup->runtime) {
		json_open(sb, "container", "{");
		json_string(sb, "runtime", cgroup->runtime);
		is_cut |= json_string(sb, "id", cgroup->id);
		is_cut |= json_string(sb, "name", cgroup->name);
		strbuf_addc(sb, '}');
	}
	is_cut |= json_string(sb, "pod", cgroup->pod);
	is_cut |= json_string(sb, "pod_name", cgroup->pod_name);
	is_cut |= json_string(sb, "pod_namespace", cgroup->pod_namespace);
	is_cut |= json_string(sb, "cgroup", cgroup->path);
	return is_cut;
}

void json_holder(struct strbuf *sb, const struct out_spec *spec, const struct holder *h,
		 const struct process *p, bool has_fd)
{
	json_open(sb, NULL, "{");
	json_number(sb, "pid", p->pid);
	if (has_fd && h->held_by == HELD_BY_FD)
		json_number(sb, "fd", h->fd);
	json_string(sb, "held_by", owner_index_means(h));
	bool is_cut = json_string(sb, "command", p->command);
	is_cut |= json_string(sb, "executable", p->executable);
	if (p->has_uid) {
		json_number(sb, "uid", p->uid);
		is_cut |= json_string(sb, "user", cell_user_name(sb, spec, p->uid));
	}
	if (p->cgroup)
		is_cut |= json_cgroup(sb, p->cgroup);
	json_truncated(sb, is_cut);
	strbuf_addc(sb, '}');
}

static void json_pairs(struct strbuf *sb, const char *key, uint32_t pairs)
{
	json_open(sb, key, "[");
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (pairs & UINT32_C(1) << pair)
			json_word(sb, NULL, pair_label(pair), 0);
	strbuf_addc(sb, ']');
}

/* Returns the larger of two numbers of processes that could not be read: `shown` counts
 * processes that were read to show owners, `selected` those that were read to select
 * sockets. The numbers are not added, because most processes are counted in both. */
static uint64_t more_of(uint64_t shown, uint64_t selected)
{
	return shown > selected ? shown : selected;
}

/* Appends a JSON array of the pids whose enum pid_state is between `first` and `last`;
 * appends nothing if there is no such pid. */
static void json_pids(struct strbuf *sb, const char *key, const struct pids *pids,
		      enum pid_state first, enum pid_state last)
{
	bool is_any = false;

	for (size_t i = 0; pids && i < pids->len; i++) {
		const struct pid_found *found = &pids->all[i];

		if (found->state < first || found->state > last)
			continue;
		if (!is_any)
			json_open(sb, key, "[");
		is_any = true;
		if (first != PID_ELSEWHERE) {
			json_number(sb, NULL, found->pid);
			continue;
		}
		json_open(sb, NULL, "{");
		json_number(sb, "pid", found->pid);
		if (found->number)
			json_number(sb, "netns", found->number);
		json_bool(sb, "is_thread", found->state == PID_THREAD_ELSEWHERE);
		strbuf_addc(sb, '}');
	}
	if (is_any)
		strbuf_addc(sb, ']');
}

void json_gaps(struct strbuf *sb, const struct query_gaps *gaps)
{
	json_open(sb, "gaps", "{");
	if (gaps->error)
		json_string(sb, "error", strerror(-gaps->error));
	json_pairs(sb, "from_proc_net", gaps->fallback);
	json_pairs(sb, "absent", gaps->absent);
	if (gaps->no_proc || gaps->no_counters || gaps->unread)
		json_bool(sb, "no_proc", true);
	json_pids(sb, "no_process", gaps->pids, PID_MISSING, PID_IS_THREAD);
	json_pids(sb, "processes_hidden", gaps->pids, PID_HIDDEN, PID_HIDDEN);
	json_pids(sb, "processes_elsewhere", gaps->pids, PID_ELSEWHERE,
		  PID_THREAD_ELSEWHERE);
	if (gaps->netns) {
		json_number(sb, "netns_from_proc_net",
			    netns_count(gaps->netns, NETNS_FROM_PROC));
		json_number(sb, "netns_read_in_part",
			    netns_count(gaps->netns, NETNS_IN_PART));
		json_number(sb, "netns_unread", netns_count(gaps->netns, NETNS_UNREAD));
		json_number(sb, "netns_processes_denied", gaps->netns->denied);
		json_bool(sb, "netns_processes_hidden", gaps->netns->hides_processes);
	}
	if (gaps->undecided)
		json_number(sb, "sockets_undecided", gaps->undecided);
	if (gaps->elsewhere_unlisted)
		json_number(sb, "sockets_unlisted", gaps->elsewhere_unlisted);
	json_bool(sb, "interrupted", gaps->interrupted);
	json_number(sb, "malformed_lines", gaps->malformed);
	json_number(sb, "processes_denied", more_of(gaps->denied, gaps->selected_denied));
	json_number(sb, "processes_unanswered",
		    more_of(gaps->unanswered, gaps->selected_unanswered));
	json_number(sb, "processes_unasked", gaps->unasked);
	json_bool(sb, "owners_timed_out", gaps->is_late);
	json_number(sb, "sockets_without_owner", gaps->unowned);
	strbuf_addc(sb, '}');
}
