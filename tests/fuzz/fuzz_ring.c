/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A BPF ring buffer with any content, whose records are printed as events in text and
 * JSON. The input is the read position and the write position, 8 bytes each, and the
 * contents of the ring. */
#include "events/ring.h"

#include "clean.h"
#include "events/total.h"
#include "events/track.h"
#include "format/events.h"
#include "fuzz.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

enum { SIZE = 4096, PAGE = 64, START = 16 };

struct reading {
	/* The ring, mapped twice. */
	const char *data;
	struct track track;
	struct total total;
};

static void write_event(const struct out_events_ops *ops, const struct event *e)
{
	const struct out_events out = { .source = "bpf" };
	struct strbuf text = { 0 };

	ops->event(&text, &out, e);
	require(text.error == 0);
	require(!text.len || clean_is_lines(text.s, text.len, 1));
	require(ops != &out_events_json || !text.len || clean_is_json(text.s, text.len));
	strbuf_release(&text);
}

static int take_event(const struct event *e, void *arg)
{
	struct reading *reading = arg;

	write_event(&out_events_text, e);
	write_event(&out_events_json, e);
	total_add(&reading->total, e);
	return 0;
}

static int take_record(const void *record, size_t size, void *arg)
{
	struct reading *reading = arg;
	const size_t at = (size_t)((const char *)record - reading->data);
	struct trace trace;

	require(at <= 2 * (size_t)SIZE && size <= 2 * (size_t)SIZE - at);
	/* Records of another size are copied to a record of the right size. */
	memset(&trace, 0, sizeof(trace));
	memcpy(&trace, record, size < sizeof(trace) ? size : sizeof(trace));
	return track_trace(&reading->track, &trace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char memory[PAGE + 2 * SIZE] __attribute__((aligned(8)));
	unsigned long consumed = 0;
	struct ring ring = {
		.size = SIZE, .page = PAGE, .consumed = &consumed, .produced = memory
	};
	struct reading reading = { .data = memory + PAGE };

	if (size < START)
		return 0;
	size = size - START < SIZE ? size - START : SIZE;
	memset(memory, 0, sizeof(memory));
	memcpy(&consumed, data, sizeof(consumed));
	memcpy(memory, data + sizeof(consumed), sizeof(unsigned long));
	memcpy(memory + PAGE, data + START, size);
	memcpy(memory + PAGE + SIZE, memory + PAGE, SIZE);
	/* The kernel moves both positions by whole records. */
	consumed -= consumed % 8;
	const unsigned long from = consumed;

	require(track_init(&reading.track, take_event, &reading) == 0);
	const int r = ring_read(&ring, take_record, &reading);
	require(r == 0 || r == -EBADMSG);
	require(consumed - from <= SIZE);
	(void)track_later(&reading.track, UINT64_MAX);
	track_release(&reading.track);
	return 0;
}
