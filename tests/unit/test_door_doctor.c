/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With any name, a paragraph of a diagnosis remains one paragraph, and its JSON remains
 * valid. */
#include "format/doctor.h"
#include "ill.h"
#include "world.h"

/* Joins continuation lines, which begin with ten blanks. */
static void unwrap(struct strbuf *sb)
{
	static const char margin[] = "\n          ";
	const size_t n = sizeof(margin) - 1;
	char *to = (char *)sb->s;

	for (size_t i = 0; i < sb->len; i++) {
		const bool is_margin = sb->len - i > n && sb->s[i + n] != ' ' &&
				       memcmp(sb->s + i, margin, n) == 0;

		*to = sb->s[i];
		if (is_margin) {
			*to = ' ';
			i += n - 1;
		}
		to++;
	}
	sb->len = (size_t)(to - sb->s);
}

static void diagnosis_of(struct world *w, bool is_harmless)
{
	/* The number of lines with harmless names. */
	static size_t lines;
	static const struct query_gaps gaps = { .error = -EPERM };
	const struct thresholds thresholds = thresholds_normal();
	struct strbuf text = { 0 };
	struct doctor *d = begin();
	size_t count = 0;

	for (size_t i = 0; i < w->count; i++) {
		struct sock s = w->socks[i];

		if (s.proto != PROTO_TCP)
			continue;
		/* The socket has a problem in every possible state. */
		memset(&s.tcp, 0, sizeof(s.tcp));
		s.has |= SOCK_HAS_TCP_INFO;
		s.tcp.has =
			TCP_BIT(TCP_LAST_ACK_RECV_MS) | TCP_BIT(TCP_LAST_DATA_RECV_MS);
		s.tcp.facts[TCP_LAST_ACK_RECV_MS] = 3600 * S;
		s.tcp.facts[TCP_LAST_DATA_RECV_MS] = 3600 * S;
		s.state = (uint8_t)(count++ ? STATE_ESTABLISHED + i % STATE_CLOSING
					    : STATE_CLOSE_WAIT);
		s.recv_q = 1 << 20;
		assert_int_equal(doctor_note(d, &s), 0);
		assert_int_equal(doctor_add(d, &s, w->holders), 0);
	}
	(void)judged(d, NULL, &count);
	const struct doctor_report report = { .doctor = d,
					      .holders = w->holders,
					      .thresholds = &thresholds,
					      .gaps = &gaps,
					      .interval_ns = NS,
					      .pairs = world_pairs() };

	assert_true(count);
	doctor_put_text(&text, &report);
	unwrap(&text);
	if (is_harmless)
		lines = world_lines(&text);
	world_check(w, "doctor", &text, TEXT, lines);
	text.len = 0;
	doctor_put_json(&text, &report);
	assert_true(clean_is_json(text.s, text.len));
	world_check(w, "doctor, JSON", &text, JSON, 1);
	strbuf_release(&text);
	doctor_free(d);
}

static void hostile_names_in_every_finding(void **state)
{
	static struct world w;

	w.tree = *state;
	world_each(&w, diagnosis_of);
	assert_true(w.seen[DOOR_ARGV][0]);
	assert_true(w.seen[DOOR_ARGV][1]);
	assert_true(w.seen[DOOR_TASK][0]);
	assert_true(w.seen[DOOR_TASK][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(hostile_names_in_every_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
