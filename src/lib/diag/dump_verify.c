/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump_verify.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "port_set.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum {
	/* Two repetitions are nearly always enough. Only batches, whose ends differ from
	 * dump to dump by chance alone, take more. */
	REPEATS_MAX = 16,
	/* How many sockets fit into the largest datagram, which has FILL_MAX bytes. */
	DATAGRAM_SOCKETS = 192,
	FILL_MAX = 32768,
};

const size_t dump_fills[DUMP_FILLS] = { 16384, 8192, 24576, 12288,
					28672, 4096, 20480, 10240 };

/* Identifies the socket in a message by the request. A message that is too short is left to
 * the decoder, which rejects it. */
static bool identify(const struct consistent_request *request, const struct nlmsghdr *nlh,
		     struct consistent_id *ret)
{
	uint32_t cookie[2];

	if (!request->cookie_at)
		return request->identify && request->identify(nlh, ret);
	if (mnl_nlmsg_get_payload_len(nlh) < request->cookie_at + sizeof(cookie))
		return false;
	memcpy(cookie, (const char *)mnl_nlmsg_get_payload(nlh) + request->cookie_at,
	       sizeof(cookie));
	ret->cookie = dump_cookie(cookie);
	return true;
}

int dump_verify_store(struct dump_buffer *b, const struct consistent_dump *d,
		      const struct nlmsghdr *nlh)
{
	const struct consistent_request *request = d->request;
	const unsigned int datagram = nl_datagram(d->nl);
	const size_t at = b->len;
	struct consistent_id id = { 0 };

	int r = dump_buffer_add(b, nlh);
	if (r < 0)
		return r;
	const bool is_identified = identify(request, nlh, &id);
	const bool is_batched = is_identified && id.is_batched;
	if (request->batch)
		dump_buffer_count(b, datagram, is_identified ? id.key : 0, request->batch,
				  is_batched);
	if (!is_identified) {
		b->is_full &= b->datagram != datagram;
		return 0;
	}
	r = grow(&b->items, &b->items_cap, b->count + 1, sizeof(*b->items));
	if (r < 0)
		return r;
	const struct dump_item item = {
		.cookie = id.cookie,
		.at = at,
		.bucket = id.bucket | (is_batched ? BATCHED_BUCKET : 0),
		.run = dump_buffer_run(b, datagram, is_batched),
	};
	b->is_full = nl_is_full(d->nl, nlh->nlmsg_len);
	b->descents += b->count && item.bucket < b->items[b->count - 1].bucket;
	b->items[b->count++] = item;
	return 0;
}

static int add_to_found(struct consistent_dump *d, const struct dump_buffer *b, size_t i)
{
	return dump_buffer_add(&d->found, dump_buffer_message(b, b->items[i].at));
}

/* Adds the sockets that were already emitted to the merge, as one run. */
static int merge_emitted(struct consistent_dump *d)
{
	int r = d->emitted_len ? run_merge_next(&d->merge, false) : 0;

	for (size_t i = 0; r >= 0 && i < d->emitted_len; i++)
		r = run_merge_add(&d->merge, d->emitted[i]);
	return r < 0 ? r : 0;
}

/* Adds socket i of a dump to the merge. Returns what run_merge_add() returns. */
static int merge_item(struct consistent_dump *d, const struct dump_buffer *b, size_t i)
{
	const bool is_batched = b->items[i].bucket & BATCHED_BUCKET;
	int r = 0;

	if (!i || b->items[i].run != b->items[i - 1].run)
		r = run_merge_next(&d->merge, i && !dump_buffer_is_within(b, i));
	if (r < 0)
		return r;
	d->merge.min_overlap = is_batched ? 1 : d->request->min_overlap;
	d->merge.table = is_batched;
	return run_merge_add(&d->merge, b->items[i].cookie);
}

/* Adds a dump to the merge. For the first dump, notes its duplicate sockets; for a repetition,
 * keeps the messages of its new sockets. */
static int merge_dump(struct consistent_dump *d, const struct dump_buffer *b)
{
	const bool is_first = b == &d->first;
	int r = run_merge_begin(&d->merge, b->is_interrupted);

	if (r == 0 && is_first)
		r = merge_emitted(d);
	for (size_t i = is_first ? d->skipped : 0; r >= 0 && i < b->count; i++) {
		r = merge_item(d, b, i);
		if (r == 1 && !is_first)
			r = add_to_found(d, b, i);
		else if (r == 0 && is_first)
			r = map_set(&d->duplicates, i, 0);
	}
	if (r >= 0)
		run_merge_end(&d->merge, dump_buffer_is_certain(b));
	return r < 0 ? r : 0;
}

static int store_repeat(const struct nlmsghdr *nlh, void *arg)
{
	struct consistent_dump *d = arg;

	return dump_verify_store(&d->repeat, d, nlh);
}

/* Dumps into d->repeat by a second netlink socket, whose first datagram is filled up to `fill`
 * bytes. */
static int repeat_request(struct consistent_dump *d, const void *payload, size_t size,
			  size_t fill)
{
	_cleanup_(nl_freep) struct nl *nl = NULL;

	int r = nl_open_beside(d->from->nl, fill, &nl);
	if (r < 0)
		return r;
	d->nl = nl;
	r = nl_dump(nl, d->request->type, payload, size, store_repeat, d,
		    &d->repeat.is_interrupted);
	d->nl = NULL;
	return r;
}

/* Dumps into d->repeat by `payload` and then by `batched`, either of which may be NULL. */
static int repeat_dump(struct consistent_dump *d, const void *payload,
		       const void *batched, size_t size, size_t fill)
{
	int r = 0;

	dump_buffer_clear(&d->repeat);
	if (payload)
		r = repeat_request(d, payload, size, fill);
	if (r == 0 && batched) {
		dump_buffer_begin_batched(&d->repeat);
		r = repeat_request(d, batched, size, fill);
	}
	if (d->table)
		dump_buffer_set_remainders(&d->repeat, d->table);
	return r;
}

static bool has_only_known(const struct consistent_dump *d, const struct dump_buffer *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!run_merge_knows(&d->merge, b->items[i].cookie))
			return false;
	return true;
}

/* Repeats the dump and merges it. A dump with only ids proves as much as a full dump, but is
 * dropped if it has new sockets, because these are needed with all their data. */
static int repeat_and_merge(struct consistent_dump *d, size_t fill, bool is_ids_only)
{
	const struct consistent_request *request = d->request;

	int r = repeat_dump(d, is_ids_only ? request->ids_only : request->part,
			    request->batched, request->size, fill);
	if (r == 0 && (!is_ids_only || has_only_known(d, &d->repeat)))
		r = merge_dump(d, &d->repeat);
	return r == -ENOBUFS ? 0 : r;
}

/* Returns whether every socket has its port. A socket loses it while it is closed, and has none
 * yet while it is being bound. */
static bool has_all_ports(const struct dump_buffer *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!b->items[i].bucket)
			return false;
	return true;
}

/* Adds the buckets from `bucket` to `last` in table order, which wraps around. */
static void add_buckets(const struct consistent_dump *d, struct port_set *ports,
			uint32_t bucket, uint32_t last)
{
	port_set_add(ports, bucket, d->table);
	while (bucket != last) {
		bucket = d->table ? bucket % d->table + 1
				  : (bucket + 1) % (UINT16_MAX + 1);
		port_set_add(ports, bucket, d->table);
	}
}

/* Adds the ports of the buckets in which datagrams ended, from the last bucket before the
 * end to the first one behind it. The buckets between hold only sockets of the other IP
 * version, which were not asked for. When such a socket closes, a socket behind it may be
 * missed, too. */
static void add_end_buckets(const struct consistent_dump *d, struct port_set *ports)
{
	const struct dump_buffer *b = &d->first;

	for (size_t i = 1; i < b->count; i++)
		if (b->items[i].run != b->items[i - 1].run)
			add_buckets(d, ports, b->items[i - 1].bucket, b->items[i].bucket);
	if (b->is_full)
		add_buckets(d, ports, b->items[b->count - 1].bucket, b->items[0].bucket);
}

/* Returns whether the sockets of these ports fit into one datagram. */
static bool fits_in_datagram(const struct consistent_dump *d,
			     const struct port_set *ports)
{
	size_t count = 0;

	for (size_t i = 0; i < d->first.count; i++)
		count += port_set_has(ports, d->first.items[i].bucket, d->table);
	return count <= DATAGRAM_SOCKETS && port_set_ranges(ports) <= PORT_SET_RANGES_MAX;
}

/* Dumps only these ports into d->repeat. Returns false if the result proves nothing. */
static bool dump_ports(struct consistent_dump *d, const struct port_set *ports)
{
	_cleanup_free_ void *payload = NULL;
	size_t size = 0;

	return d->request->narrow(d->request, ports, &payload, &size) == 0 &&
	       repeat_dump(d, payload, NULL, size, FILL_MAX) == 0 &&
	       !d->repeat.is_interrupted && dump_buffer_is_complete(&d->repeat);
}

/* Notes the duplicates of the first dump within these ports, and keeps the messages of
 * sockets that only the repetition has. */
static int compare_ports(struct consistent_dump *d, const struct port_set *ports)
{
	_cleanup_(map_release) struct map known = { 0 };
	const struct dump_buffer *b = &d->first;
	int r = 0;

	for (size_t i = 0; r == 0 && i < b->count; i++)
		if (!port_set_has(ports, b->items[i].bucket, d->table))
			continue;
		else if (map_get(&known, b->items[i].cookie) == MAP_NONE)
			r = map_set(&known, b->items[i].cookie, 0);
		else
			r = map_set(&d->duplicates, i, 0);
	b = &d->repeat;
	for (size_t i = 0; r == 0 && i < b->count; i++) {
		if (map_get(&known, b->items[i].cookie) != MAP_NONE)
			continue;
		r = add_to_found(d, b, i);
		if (r == 0)
			r = map_set(&known, b->items[i].cookie, 0);
	}
	return r;
}

/* Verifies the buckets in which a datagram ended, because only their sockets can be missing or
 * duplicate. If these buckets are short, one datagram has all their sockets. Returns 1 if the
 * dump is verified, 0 if not, or an error. */
static int verify_end_buckets(struct consistent_dump *d)
{
	if (!d->request->narrow || d->emitted_len || !has_all_ports(&d->first))
		return 0;
	_cleanup_free_ struct port_set *ports = calloc(1, sizeof(*ports));
	if (!ports)
		return -ENOMEM;
	add_end_buckets(d, ports);
	if (!fits_in_datagram(d, ports) || !dump_ports(d, ports))
		return 0;
	const int r = compare_ports(d, ports);
	return r < 0 ? r : 1;
}

int dump_verify(struct consistent_dump *d)
{
	if (d->request->is_ordered && dump_buffer_is_small_table(&d->first)) {
		d->table = dump_buffer_table_size(&d->first);
		dump_buffer_set_remainders(&d->first, d->table);
	}
	if (dump_buffer_is_complete(&d->first))
		return 0;
	int r = verify_end_buckets(d);
	if (r)
		return r < 0 ? r : 0;
	r = merge_dump(d, &d->first);
	for (size_t i = 0; r == 0 && !run_merge_is_complete(&d->merge); i++) {
		if (i == REPEATS_MAX) {
			d->from->interrupted = true;
			break;
		}
		r = repeat_and_merge(d, dump_fills[i % DUMP_FILLS],
				     i == 0 && d->request->ids_only);
	}
	return r;
}
