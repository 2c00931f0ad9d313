/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With any name, a row remains one row and a record remains one record, in every layout.
 * Every source of names appears in some output, escaped. */
#include "events/event.h"
#include "events/total.h"
#include "format/events.h"
#include "format/lsof.h"
#include "format/out.h"
#include "format/summary.h"
#include "model/counters.h"
#include "model/field.h"
#include "world.h"

enum { LINES_KEPT = 64 };

#define GROUPS  "user,interface,pid,command,executable,path,abstract,congestion"
#define COLUMNS GROUPS ",proto,local,peer,owners,unit,container,pod,cgroup"

static const struct layout {
	const char *name;
	const struct out_ops *ops;
	enum reading reading;
	const char *fields;
	/* The fields of --columns or --group. */
	const char *columns, *group;
} layouts[] = {
	{ .name = "netstat", .ops = &out_netstat, .reading = TEXT },
	{ .name = "screen", .ops = &out_screen, .reading = TEXT },
	{ .name = "ss", .ops = &out_ss, .reading = TEXT },
	{ .name = "lsof", .ops = &out_lsof, .reading = TEXT },
	{ .name = "lsof -F", .ops = &out_lsof_fields, .reading = TEXT, .fields = "" },
	{ .name = "lsof -F0", .ops = &out_lsof_fields, .reading = NULS, .fields = "0" },
	{ .name = "lsof -t", .ops = &out_lsof_pids, .reading = TEXT },
	{ .name = "json", .ops = &out_json, .reading = JSON },
	{ .name = "columns", .ops = &out_columns, .reading = TEXT, .columns = COLUMNS },
	{ .name = "csv", .ops = &out_csv, .reading = TEXT, .columns = COLUMNS },
	{ .name = "json-columns", .ops = &out_json, .reading = JSON, .columns = COLUMNS },
	{ .name = "groups", .ops = &out_groups, .reading = TEXT, .group = GROUPS },
	{ .name = "summary", .ops = &out_summary, .reading = TEXT },
	{ .name = "summary-json", .ops = &out_summary_json, .reading = JSON },
};

/* Like the process in world.h, this owner does not compile if a member is added. */
static const struct event_owner every_owner_field = { 12, 1, true, 1, "" };

/* Prints a listing. The number of lines with hostile names must be that with harmless
 * names. */
static struct strbuf list(const struct world *w, const struct layout *layout,
			  bool has_names, bool executables)
{
	static const struct counters counters = { .value = { 1 } };
	static const struct query_gaps gaps = { .error = -EPERM, .fallback = 1 };
	struct out_spec spec = {
		.title = WHICH_ALL,
		.query.pairs = world_pairs(),
		.header = true,
		.extend = true,
		.units = true,
		.containers = true,
		.query.owners = true,
		.query.wanted.executable = executables,
		.timers = true,
		.query.wants.memory = true,
		.query.wants.tcp_info = true,
		.query.peers = true,
		.query.reasons = true,
		.lsof = { true, true, false, true, true },
		.named = world_pairs(),
		.counters = &counters,
		.since = &counters,
		.hosts = has_names ? w->hosts : NULL,
		.links = w->links,
		.services = has_names ? w->services : NULL,
		.users = has_names ? w->users : NULL,
	};
	struct out out = { .ops = layout->ops, .buffer.fd = -1 };
	const char *bad = NULL;

	if (layout->fields)
		assert_int_equal(lsof_fields_parse(layout->fields, &spec.fields), 0);
	if (layout->columns)
		assert_int_equal(
			row_fields_parse(&spec.columns, layout->columns, NULL, &bad), 0);
	if (layout->group)
		assert_int_equal(group_parse(&spec.group, layout->group, &bad), 0);
	out.spec = spec;
	layout->ops->begin(&out);
	for (size_t i = 0; i < w->count; i++) {
		out.rows++;
		layout->ops->row(&out, &w->socks[i], w->holders);
	}
	layout->ops->end(&out, &gaps);
	struct strbuf text = out.buffer.text;
	out.buffer.text = (struct strbuf){ 0 };
	out_release(&out);
	return text;
}

/* Replaces the doubled quotes of CSV by single ones. */
static void undouble(struct strbuf *text)
{
	struct strbuf plain = { 0 };

	for (size_t i = 0; i < text->len;) {
		const char *pair = memmem(text->s + i, text->len - i, "\"\"", 2);
		const size_t end = pair ? (size_t)(pair - text->s) + 1 : text->len;

		strbuf_add(&plain, text->s + i, end - i);
		i = pair ? end + 1 : end;
	}
	strbuf_release(text);
	*text = plain;
}

/* The number of lines of each listing with harmless names. */
static size_t lines_kept[LINES_KEPT];

static void rows_of(struct world *w, bool is_harmless)
{
	for (size_t i = 0; i < ARRAY_SIZE(layouts) * 4; i++) {
		const struct layout *layout = &layouts[i / 4];

		/* A layout of chosen fields has a column for names and one for executables, so
		 * that one variant has both. */
		if ((layout->columns || layout->group) && i % 4 != 1)
			continue;
		struct strbuf text = list(w, layout, i & 1, i & 2);

		assert_true(i < LINES_KEPT);
		if (layout->ops == &out_csv)
			undouble(&text);
		if (is_harmless)
			lines_kept[i] = world_lines(&text);
		world_check(w, layout->name, &text, layout->reading, lines_kept[i]);
		if (layout->reading == JSON) {
			strbuf_release(&text);
			text = list(w, layout, i & 1, i & 2);
			assert_true(clean_is_json(text.s, text.len));
		}
		strbuf_release(&text);
	}
}

/* Prints each kind of event, and the totals. */
static void events_of(struct world *w)
{
	static const struct out_events_ops *const ops[] = { &out_events_text,
							    &out_events_json };
	const struct out_events spec = { .header = true,
					 .source = "bpf",
					 .services = w->services };

	for (size_t i = 0; i < ARRAY_SIZE(ops) * EVENT_KIND_MAX_; i++) {
		const bool is_json = i % ARRAY_SIZE(ops);
		static struct total total;
		struct strbuf text = { 0 };
		struct event e = {
			.kind = (enum event_kind)(i / ARRAY_SIZE(ops)),
			.has = UINT32_MAX,
			.sock = w->socks[2],
			.reason = REASON_OTHER,
			.error = EPERM,
			.owner = every_owner_field,
		};

		memcpy(e.owner.comm, door_names[DOOR_EVENT],
		       strlen(door_names[DOOR_EVENT]) + 1);
		ops[is_json]->event(&text, &spec, &e);
		if (is_json)
			assert_true(clean_is_json(text.s, text.len));
		world_check(w, "event", &text, is_json ? JSON : TEXT, 1);
		text.len = 0;
		ops[is_json]->begin(&text, &spec);
		total_add(&total, &e);
		ops[is_json]->total(&text, &spec, &total);
		world_check(w, "total", &text, is_json ? JSON : TEXT, is_json ? 2 : 4);
		strbuf_release(&text);
	}
}

static void of_all(struct world *w, bool is_harmless)
{
	rows_of(w, is_harmless);
	events_of(w);
}

static void hostile_names_in_every_layout(void **state)
{
	static struct world w;

	w.tree = *state;
	world_each(&w, of_all);
	for (size_t i = 0; i < DOOR_SOURCES; i++) {
		assert_row(door_sources[i].tag, w.seen[i][0], door_sources[i].in_text);
		assert_row(door_sources[i].tag, w.seen[i][1], door_sources[i].in_json);
	}
}

/* world.h must have a name for every field that holds bytes. */
static void count_known(const char *name, enum field_type type, size_t *count)
{
	static const char *const known[] = { "path", "abstract", "congestion" };
	size_t i = 0;

	if (type != FIELD_BYTES)
		return;
	while (i < ARRAY_SIZE(known) && strcmp(name, known[i]) != 0)
		i++;
	if (i == ARRAY_SIZE(known))
		fail_msg("%s is not known", name);
	++*count;
}

static void every_text_field_is_tested(void **state)
{
	const struct sock s = { .memory.count = MEMORY_MAX_, .tcp.congestion = "x" };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sock_fields_count; i++) {
		const struct field_desc *f = &sock_fields[i];
		const struct field_object object = f->get(&s).object;

		count_known(f->name, f->type, &count);
		for (size_t k = 0; f->type == FIELD_OBJECT && k < object.members; k++) {
			struct field_member member = { .name = "" };

			if (object.get(&s, k, &member))
				count_known(member.name, member.type, &count);
		}
	}
	assert_int_equal(count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(hostile_names_in_every_layout),
		cmocka_unit_test(every_text_field_is_tested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
