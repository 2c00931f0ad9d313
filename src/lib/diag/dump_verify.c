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
	/* The maximum number of repetitions of a dump. Two repetitions are nearly always
	 * enough; only hash buckets dumped in batches (a fixed number of sockets at a
	 * time) take more, because the ends of batches differ from dump to dump only by
	 * chance. */
	REPEATS_MAX = 16,
	/* The number of sockets that fit into a datagram of FILL_MAX bytes. */
	DATAGRAM_SOCKETS = 192,
	/* The maximum size of a datagram of a dump, in bytes. */
	FILL_MAX = 32768,
};

const size_t dump_fills[DUMP_FILLS] = { 16384, 8192, 24576, 12288,
					28672, 4096, 20480, 10240 };

/* Returns whether the message nlh has a socket that the request identifies, and sets *ret
 * to the identity of the socket. Also returns false for a message that is too short,
 * which the decoder of the message rejects. */
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

/* Adds to d->merge, as one run (consecutive sockets of a dump), the sockets that were
 * already passed to d->fn. Returns 0 or -ENOMEM. */
static int merge_emitted(struct consistent_dump *d)
{
	int r = d->emitted_len ? run_merge_next(&d->merge, false) : 0;

	for (size_t i = 0; r >= 0 && i < d->emitted_len; i++)
		r = run_merge_add(&d->merge, d->emitted[i]);
	return r < 0 ? r : 0;
}

/* Adds the socket of item i of the dump b to d->merge. Returns what run_merge_add()
 * returns. */
static int merge_item(struct consistent_dump *d, const struct dump_buffer *b, size_t i)
{
	const bool is_batched = b->items[i].bucket & BATCHED_BUCKET;
	int r = 0;

	if (!i || b->items[i].run != b->items[i - 1].run)
		r = run_merge_next(&d->merge, i && !dump_buffer_is_within(b, i));
	if (r < 0)
		return r;
	/* One shared socket is enough for sockets dumped in batches (a fixed number of
	 * sockets at a time), because these sockets never move within their bucket, and
	 * two batches share few sockets. */
	d->merge.min_overlap = is_batched ? 1 : d->request->min_overlap;
	d->merge.table = is_batched;
	return run_merge_add(&d->merge, b->items[i].cookie);
}

/* Adds the dump b, which is d->first or d->repeat, to d->merge. Puts the duplicate
 * sockets of d->first into d->duplicates, and the messages of sockets that only d->repeat
 * has into d->found. */
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

/* Dumps by the netlink request `payload` of `size` bytes into d->repeat. The request is
 * sent by a new netlink socket, for which the kernel fills the first datagram up to
 * `fill` bytes. */
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

/* Dumps into d->repeat, first by the netlink request `payload` and then by the netlink
 * request `batched`; a request that is NULL is not sent. `size` is the number of bytes of
 * each request, `fill` the number of bytes that the kernel puts into the first datagram
 * of each answer. */
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

/* Repeats the dump and adds the repetition to d->merge. is_ids_only: whether the
 * repetition asks for less data on each socket. A repetition with less data proves as
 * much as a full repetition. If a repetition with less data has new sockets, the
 * repetition is discarded, because data of the new sockets is missing. */
static int repeat_and_merge(struct consistent_dump *d, size_t fill, bool is_ids_only)
{
	const struct consistent_request *request = d->request;

	int r = repeat_dump(d, is_ids_only ? request->ids_only : request->part,
			    request->batched, request->size, fill);
	if (r == 0 && (!is_ids_only || has_only_known(d, &d->repeat)))
		r = merge_dump(d, &d->repeat);
	return r == -ENOBUFS ? 0 : r;
}

/* Returns whether the port of every item is known. A socket loses its port while the
 * socket is closed, and has no port yet while the socket is being bound. */
static bool has_all_ports(const struct dump_buffer *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!b->items[i].bucket)
			return false;
	return true;
}

/* Adds to `ports` the ports of the hash buckets from number `bucket` to number `last`, in
 * the order of the kernel's hash table. The order is circular: the lowest bucket number
 * follows the highest. */
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

/* Adds to `ports` the ports of the hash buckets in which datagrams of d->first ended: all
 * buckets from the last socket of a datagram to the first socket of the next datagram.
 * Buckets between these two sockets have only sockets of the IP version that was not
 * requested. If a socket of the other IP version closes, the dump may miss a socket
 * behind the closed socket. */
static void add_end_buckets(const struct consistent_dump *d, struct port_set *ports)
{
	const struct dump_buffer *b = &d->first;

	for (size_t i = 1; i < b->count; i++)
		if (b->items[i].run != b->items[i - 1].run)
			add_buckets(d, ports, b->items[i - 1].bucket, b->items[i].bucket);
	if (b->is_full)
		add_buckets(d, ports, b->items[b->count - 1].bucket, b->items[0].bucket);
}

/* Returns whether all sockets of d->first that have one of the ports fit into one
 * datagram, and the ports fit into one request. */
static bool fits_in_datagram(const struct consistent_dump *d,
			     const struct port_set *ports)
{
	size_t count = 0;

	for (size_t i = 0; i < d->first.count; i++)
		count += port_set_has(ports, d->first.items[i].bucket, d->table);
	return count <= DATAGRAM_SOCKETS && port_set_ranges(ports) <= PORT_SET_RANGES_MAX;
}

/* Dumps only the sockets with one of the ports into d->repeat. Returns false if the dump
 * failed or may be incomplete. */
static bool dump_ports(struct consistent_dump *d, const struct port_set *ports)
{
	_cleanup_free_ void *payload = NULL;
	size_t size = 0;

	return d->request->narrow(d->request, ports, &payload, &size) == 0 &&
	       repeat_dump(d, payload, NULL, size, FILL_MAX) == 0 &&
	       !d->repeat.is_interrupted && dump_buffer_is_complete(&d->repeat);
}

/* Compares d->first with d->repeat, which has only the sockets with one of the ports.
 * Puts the duplicate sockets of d->first into d->duplicates, and the messages of sockets
 * that only d->repeat has into d->found. Returns 0 or -ENOMEM. */
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

/* Verifies the dump d->first by a second dump of only the hash buckets in which datagrams
 * of d->first ended, because only sockets of these buckets can be missing or duplicate.
 * The second dump must fit into one datagram. Returns 1 if d->first is verified, 0 if the
 * buckets have too many sockets or cannot be requested alone, or -ENOMEM. */
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
