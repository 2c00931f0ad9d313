/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlimits.h"

#include <string.h>

#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

enum {
	NUMBERS_MAX = 2,
	TEXT_MAX = 256,
	/* The timeout before a SYN is resent for the first time, in milliseconds:
	 * TCP_TIMEOUT_INIT of the kernel's net/tcp.h. */
	FIRST_TIMEOUT_MS = 1000,
	/* The maximum timeout between two SYNs, in milliseconds: TCP_RTO_MAX of the
	 * kernel's net/tcp.h. */
	LAST_TIMEOUT_MS = 120000,
};

/* Reads the numbers of the file `path` below proc_fd into the variables to which `to`
 * points, up to the first NULL in `to`. If the file is unreadable or has fewer numbers
 * than `to` has pointers, nothing is changed. Returns 0, or -errno if memory or
 * descriptors are exhausted. */
static int read_numbers(int proc_fd, const char *path, uint32_t *const to[NUMBERS_MAX])
{
	_cleanup_free_ char *text = NULL;
	uint64_t numbers[NUMBERS_MAX] = { 0 };
	size_t len = 0;

	int r = proc_read_file(proc_fd, path, TEXT_MAX, &text, &len);
	if (r < 0)
		return errno_is_resource(r) ? r : 0;
	const char *at = text;
	for (size_t i = 0; i < NUMBERS_MAX && to[i]; i++) {
		const size_t n = strcspn(at, " \t\n");

		if (parse_uint_n(at, n, 10, UINT32_MAX, &numbers[i]) < 0)
			return 0;
		at += n;
		at += strspn(at, " \t");
	}
	for (size_t i = 0; i < NUMBERS_MAX && to[i]; i++)
		*to[i] = (uint32_t)numbers[i];
	return 0;
}

int netlimits_read_ports(int proc_fd, uint32_t *ret_first, uint32_t *ret_last)
{
	uint32_t *const to[NUMBERS_MAX] = { ret_first, ret_last };

	return read_numbers(proc_fd, "sys/net/ipv4/ip_local_port_range", to);
}

int netlimits_read(int proc_fd, struct netlimits *ret)
{
	struct netlimits limits = { .port_first = 32768, .port_last = 60999 };
	uint32_t fin_timeout_s = 60;
	uint32_t *const syn_linear[NUMBERS_MAX] = { &limits.syn_linear };
	uint32_t *const fin_timeout[NUMBERS_MAX] = { &fin_timeout_s };

	int r = netlimits_read_ports(proc_fd, &limits.port_first, &limits.port_last);
	if (r == 0)
		r = read_numbers(proc_fd, "sys/net/ipv4/tcp_syn_linear_timeouts",
				 syn_linear);
	if (r == 0)
		r = read_numbers(proc_fd, "sys/net/ipv4/tcp_fin_timeout", fin_timeout);
	if (r < 0)
		return r;
	limits.fin_timeout_ms =
		fin_timeout_s < UINT32_MAX / 1000 ? fin_timeout_s * 1000 : UINT32_MAX;
	*ret = limits;
	return 0;
}

uint64_t netlimits_syn_age(const struct netlimits *limits, unsigned int resent,
			   uint32_t left_ms)
{
	uint64_t timeout = FIRST_TIMEOUT_MS;
	uint64_t age = 0;

	for (unsigned int i = 0; i < resent; i++) {
		age += timeout;
		if (i >= limits->syn_linear && timeout < LAST_TIMEOUT_MS)
			timeout *= 2;
		if (timeout > LAST_TIMEOUT_MS)
			timeout = LAST_TIMEOUT_MS;
	}
	return age + (timeout > left_ms ? timeout - left_ms : 0);
}
