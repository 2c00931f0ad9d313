/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of sockets, as all families report it. */
#include "model/memory.h"

#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "diag/families.h"
#include "guard.h"
#include "kernel/nl.h"
#include "message.h"
#include "unit.h"

static const uint32_t numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

/* Members are set as far as the message reaches, and no further than they are known. */
static void every_length(void **state)
{
	struct guard g = guard_open(sizeof(numbers));

	(void)state;
	for (size_t n = 0; n <= sizeof(numbers); n++) {
		size_t count = n / sizeof(uint32_t);
		struct sock s = { 0 };

		if (count > MEMORY_MAX_)
			count = MEMORY_MAX_;
		memset(&s.memory, 0xee, sizeof(s.memory));
		const struct nlattrs it = { .data = guard_copy(&g, numbers, n, 1),
					    .size = n };
		assert_int_equal(dump_memory(&it, &s), 0);
		assert_int_equal(s.has, count ? SOCK_HAS_MEMORY : 0);
		for (size_t i = 0; count && i < MEMORY_MAX_; i++)
			assert_int_equal(s.memory.of[i], i < count ? numbers[i] : 0);
		if (count)
			assert_int_equal(s.memory.count, count);
	}
	guard_close(&g);
}

static void numbers_are_those_of_the_kernel(void **state)
{
	(void)state;
	assert_int_equal(MEMORY_RMEM_ALLOC, SK_MEMINFO_RMEM_ALLOC);
	assert_int_equal(MEMORY_RCVBUF, SK_MEMINFO_RCVBUF);
	assert_int_equal(MEMORY_WMEM_ALLOC, SK_MEMINFO_WMEM_ALLOC);
	assert_int_equal(MEMORY_SNDBUF, SK_MEMINFO_SNDBUF);
	assert_int_equal(MEMORY_FWD_ALLOC, SK_MEMINFO_FWD_ALLOC);
	assert_int_equal(MEMORY_WMEM_QUEUED, SK_MEMINFO_WMEM_QUEUED);
	assert_int_equal(MEMORY_OPTMEM, SK_MEMINFO_OPTMEM);
	assert_int_equal(MEMORY_BACKLOG, SK_MEMINFO_BACKLOG);
	assert_int_equal(MEMORY_DROPS, SK_MEMINFO_DROPS);
	for (enum memory i = 0; i < MEMORY_MAX_; i++)
		assert_non_null(memory_name(i));
}

static void memory_of_a_unix_socket(void **state)
{
	const struct unix_diag_msg msg = { .udiag_family = AF_UNIX };
	struct message m = message_begin(&msg, sizeof(msg));
	struct sock s;

	(void)state;
	message_put(&m, UNIX_DIAG_MEMINFO, numbers, sizeof(numbers));
	assert_int_equal(unix_decode(message_whole(&m), &s), 0);
	assert_true(s.has & SOCK_HAS_MEMORY);
	assert_int_equal(s.memory.of[MEMORY_DROPS], 9);
	/* Its queues are reported elsewhere. */
	assert_false(s.has & (SOCK_HAS_RECV_Q | SOCK_HAS_SEND_Q));
	strbuf_release(&m.bytes);
}

static int see(const struct sock *s, void *arg)
{
	*(struct sock *)arg = *s;
	return 0;
}

/* For some families the queues come with the memory; memory that was not requested is not
 * kept. */
static void memory_is_kept_only_on_request(void **state)
{
	const struct xdp_diag_msg msg = { .xdiag_family = AF_XDP };
	const struct family_request request = {
		.proto = PROTO_XDP,
		.ip = IP_V4,
		.states = STATE_ALL,
	};

	(void)state;
	for (int wants = 0; wants < 2; wants++) {
		struct message m = message_begin(&msg, sizeof(msg));
		struct family_source from = { .proc_fd = -1, .wants.memory = wants };
		struct recording rec = { 0 };
		struct sock s = { 0 };

		message_put(&m, XDP_DIAG_MEMINFO, numbers, sizeof(numbers));
		recording_datagram(&rec);
		recording_bytes(&rec, message_whole(&m), m.bytes.len);
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, 0);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		assert_int_equal(family_ops(PROTO_XDP)->diag(&from, &request, see, &s),
				 0);
		assert_int_equal(s.recv_q, 1);
		assert_int_equal(s.send_q, 3);
		assert_int_equal((s.has & SOCK_HAS_MEMORY) != 0, wants);
		nl_free(from.nl);
		recording_release(&rec);
		strbuf_release(&m.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length),
		cmocka_unit_test(numbers_are_those_of_the_kernel),
		cmocka_unit_test(memory_of_a_unix_socket),
		cmocka_unit_test(memory_is_kept_only_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
