/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include <string.h>
#include <time.h>

#include "kernel/identity.h"
#include "model/proto.h"
#include "query/pids.h"
#include "query/query.h"
#include "text/escape.h"
#include "text/strbuf.h"
#include "util/clock.h"

void json_separate(struct strbuf *sb)
{
	if (sb->len && !strchr("{[\n", sb->s[sb->len - 1]))
		strbuf_addc(sb, ',');
}

static size_t put_string(struct strbuf *sb, const char *bytes, size_t n)
{
	strbuf_addc(sb, '"');
	const size_t shown = escape_json(sb, bytes, n);
	strbuf_addc(sb, '"');
	return shown;
}

void json_text(struct strbuf *sb, const char *text)
{
	(void)put_string(sb, text, strlen(text));
}

void json_key(struct strbuf *sb, const char *key)
{
	json_separate(sb);
	json_text(sb, key);
	strbuf_addc(sb, ':');
}

void json_number(struct strbuf *sb, const char *key, uint64_t value)
{
	json_key(sb, key);
	strbuf_addu(sb, value);
}

void json_bool(struct strbuf *sb, const char *key, bool value)
{
	json_key(sb, key);
	strbuf_adds(sb, value ? "true" : "false");
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
		strbuf_adds(sb, ",\"");
		strbuf_adds(sb, key);
		strbuf_adds(sb, "_hex\":\"");
		escape_hex(sb, bytes, shown);
		strbuf_addc(sb, '"');
	}
	return shown < n;
}

bool json_string(struct strbuf *sb, const char *key, const char *text)
{
	return text && json_bytes(sb, key, text, strlen(text));
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
	strbuf_addc(sb, '"');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_year + 1900, 4);
	strbuf_addc(sb, '-');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_mon + 1, 2);
	strbuf_addc(sb, '-');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_mday, 2);
	strbuf_addc(sb, 'T');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_hour, 2);
	strbuf_addc(sb, ':');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_min, 2);
	strbuf_addc(sb, ':');
	strbuf_addu_padded(sb, (uint64_t)tm.tm_sec, 2);
	strbuf_addc(sb, '.');
	strbuf_addu_padded(sb, ns % NS_PER_S / NS_PER_US, 6);
	strbuf_adds(sb, "Z\"");
}

void json_identity(struct strbuf *sb, const struct identity *identity)
{
	if (!identity)
		return;
	if (identity->host[0])
		json_string(sb, "host", identity->host);
	if (identity->boot_id[0])
		json_string(sb, "boot_id", identity->boot_id);
	if (identity->netns_inode)
		json_number(sb, "netns_inode", identity->netns_inode);
	if (identity->netns_cookie) {
		json_key(sb, "netns_cookie");
		strbuf_addc(sb, '"');
		strbuf_addx(sb, identity->netns_cookie, 16);
		strbuf_addc(sb, '"');
	}
}

static void json_pairs(struct strbuf *sb, const char *key, uint32_t pairs)
{
	json_key(sb, key);
	strbuf_addc(sb, '[');
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		if (!(pairs & UINT32_C(1) << pair))
			continue;
		json_separate(sb);
		json_text(sb, pair_label(pair));
	}
	strbuf_addc(sb, ']');
}

/* Some processes were read to be shown, others to be selected, many for both. */
static uint64_t more_of(uint64_t shown, uint64_t selected)
{
	return shown > selected ? shown : selected;
}

/* The pids in one of these states; no key where there are none. */
static void json_pids(struct strbuf *sb, const char *key, const struct pids *pids,
		      enum pid_state first, enum pid_state last)
{
	bool is_any = false;

	for (size_t i = 0; pids && i < pids->len; i++) {
		const struct pid_found *found = &pids->all[i];

		if (found->state < first || found->state > last)
			continue;
		if (!is_any) {
			json_key(sb, key);
			strbuf_addc(sb, '[');
		}
		is_any = true;
		json_separate(sb);
		if (first != PID_ELSEWHERE) {
			strbuf_addu(sb, found->pid);
			continue;
		}
		strbuf_addc(sb, '{');
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
	json_key(sb, "gaps");
	strbuf_addc(sb, '{');
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
