/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events/destroy.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/tcp.h>

#include "guard.h"
#include "message.h"
#include "unit.h"

static struct inet_diag_msg fixed(void)
{
	struct inet_diag_msg msg = {
		.idiag_family = AF_INET,
		.idiag_state = 7,
		.id = { .idiag_sport = htons(80), .idiag_dport = htons(40000) },
	};

	msg.id.idiag_cookie[0] = 5;
	msg.id.idiag_cookie[1] = 1;
	return msg;
}

static struct tcp_info facts(void)
{
	return (struct tcp_info){
		.tcpi_rtt = 100,
		.tcpi_total_retrans = 3,
		.tcpi_bytes_sent = 1500,
		.tcpi_bytes_retrans = 500,
		.tcpi_bytes_received = 70,
	};
}

static int decode(struct guard *g, const struct message *m, size_t n,
		  struct destroyed *ret)
{
	struct nlmsghdr *nlh = guard_copy(g, m->bytes.s, n, NLMSG_ALIGNTO);

	nlh->nlmsg_len = (uint32_t)n;
	return destroy_decode(nlh, ret);
}

static void a_fin_is_not_counted_as_data(void **state)
{
	const struct inet_diag_msg msg = fixed();
	const struct tcp_info info = facts();
	struct guard g = guard_open(4096);
	struct message m = message_begin(&msg, sizeof(msg));
	struct destroyed d = { 0 };

	(void)state;
	message_put(&m, INET_DIAG_INFO, &info, sizeof(info));
	assert_int_equal(decode(&g, &m, m.bytes.len, &d), 0);
	assert_int_equal(d.sock.cookie, UINT64_C(1) << 32 | 5);
	assert_int_equal(d.sock.local_port, 80);
	assert_true(d.has_bytes);
	assert_true(d.was_established);
	assert_true(d.has_retransmits);
	assert_int_equal(d.retransmits, 3);
	assert_int_equal(d.sent, 1000);
	assert_int_equal(d.received, 70);

	/* A truncated message, or another kind of message, is not an event. */
	for (size_t n = NLMSG_HDRLEN; n < m.bytes.len; n++) {
		struct destroyed cut = { .sent = 9 };
		const int r = decode(&g, &m, n, &cut);

		assert_true(r == -EBADMSG || (r == 0 && !cut.has_bytes));
		assert_int_equal(cut.sent, r == 0 ? 0 : 9);
	}
	strbuf_release(&m.bytes);
	guard_close(&g);
}

static void messages_of_an_older_kernel(void **state)
{
	const struct inet_diag_msg msg = fixed();
	const struct tcp_info info = facts();
	struct guard g = guard_open(4096);

	(void)state;
	for (size_t size = 0; size <= sizeof(info); size += 4) {
		struct message m = message_begin(&msg, sizeof(msg));
		struct destroyed d = { 0 };

		message_put(&m, INET_DIAG_INFO, &info, size);
		assert_int_equal(decode(&g, &m, m.bytes.len, &d), 0);
		assert_int_equal(d.has_bytes,
				 size >= offsetof(struct tcp_info, tcpi_bytes_retrans) +
						 sizeof(info.tcpi_bytes_retrans));
		assert_int_equal(d.has_retransmits,
				 size >= offsetof(struct tcp_info, tcpi_total_retrans) +
						 sizeof(info.tcpi_total_retrans));
		assert_int_equal(d.was_established,
				 size >= offsetof(struct tcp_info, tcpi_rtt) +
						 sizeof(info.tcpi_rtt));
		strbuf_release(&m.bytes);
	}
	guard_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fin_is_not_counted_as_data),
		cmocka_unit_test(messages_of_an_older_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
