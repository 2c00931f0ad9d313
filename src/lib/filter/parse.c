/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsers of the arguments of lsof's options -i and -s. */
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "filter.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_word(const char *at, size_t n, const char *word)
{
	return strlen(word) == n && strncasecmp(at, word, n) == 0;
}

/* Parses [46][PROTOCOL] at *at into the endpoint, and moves *at to the '@', the ':' or
 * the end behind this text. *protocol becomes the name of the protocol, or NULL if the
 * text names no protocol. */
static int parse_pairs(const char **at, struct endpoint *e, const char **protocol)
{
	const char *start = *at;
	uint32_t ips = 0;

	for (; *start == '4' || *start == '6'; start++)
		ips |= 1U << (*start == '4' ? IP_V4 : IP_V6);
	const size_t n = strcspn(start, "@:");
	*at = start + n;
	*protocol = NULL;
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const struct proto_desc *desc = proto_desc(pair / IP_MAX_);

		/* An endpoint without a protocol accepts TCP, UDP and UDP-Lite, because
		 * lsof -i lists no other protocols. */
		if (desc->family ||
		    (n ? !is_word(start, n, desc->name) : pair / IP_MAX_ > PROTO_UDPLITE))
			continue;
		if (n)
			*protocol = desc->name;
		if (!ips || *start || ips & 1U << pair % IP_MAX_)
			e->pairs |= UINT32_C(1) << pair;
	}
	e->ips = ips && *start ? ips : IP_ALL;
	return e->pairs ? 0 : -EINVAL;
}

/* Parses [IPV6]/BITS, [IPV6/BITS], IPV4/BITS or a host name into the endpoint, where
 * "/BITS" is optional. Moves *at from the first character behind the '@' to the ':' or
 * the end that follows the host. */
static int parse_host(const char **at, struct endpoint *e)
{
	const char *start = *at;
	const char *end = strchrnul(start, ':');
	int r = 0;

	if (*start == '[') {
		r = endpoint_parse_brackets(e, start + 1, &end);
	} else if (strcspn(start, LETTERS) < (size_t)(end - start)) {
		r = endpoint_set_host(e, start, (size_t)(end - start));
	} else {
		/* A text without letters is an IPv4 address, perhaps mistyped, and is not
		 * looked up as a host name. */
		const size_t n = strcspn(start, "/:");
		struct addr a;

		r = endpoint_parse_addr(start, n, AF_INET, &a);
		if (r == 0)
			r = endpoint_add_prefix(e, &a,
						start[n] == '/' ? start + n + 1 : NULL,
						(size_t)(end - start) - n - 1);
	}
	*at = end;
	if (r < 0 || !e->prefixes_len)
		return r;
	const struct addr plain = addr_unmap(&e->prefixes[0].addr);
	return e->ips & 1U << (plain.family == AF_INET ? IP_V4 : IP_V6) ? 0 : -EINVAL;
}

static int parse_ports(const char *at, const char *protocol, port_of_fn port_of,
		       struct endpoint *e)
{
	for (;; at++) {
		const size_t n = strcspn(at, ",");
		struct port_range range = { 0 };

		int r = endpoint_parse_range(at, n, protocol, port_of, &range);
		if (r < 0)
			return r;
		r = grow(&e->ports, &e->ports_cap, e->ports_len + 1, sizeof(*e->ports));
		if (r < 0)
			return r;
		e->ports[e->ports_len++] = range;
		at += n;
		if (!*at)
			return 0;
	}
}

static int parse_endpoint(const char *at, port_of_fn port_of, struct endpoint *e,
			  const char **ret_why)
{
	const char *protocol = NULL;

	*ret_why = "no such protocol";
	int r = parse_pairs(&at, e, &protocol);
	if (r == 0 && *at == '@') {
		*ret_why = "no such address; IPv6 has brackets, and 4 or 6 must fit";
		at++;
		r = parse_host(&at, e);
	}
	if (r == 0 && *at == ':') {
		*ret_why = "no such port or service";
		r = parse_ports(at + 1, protocol, port_of, e);
	}
	return r;
}

int filter_add_endpoint(struct filter *f, const char *text, port_of_fn port_of,
			const char **ret_why)
{
	int r = filter_add_pairs(f, 0);
	if (r < 0)
		return r;
	struct endpoint *e = &f->endpoints[f->endpoints_len - 1];
	r = parse_endpoint(text, port_of, e, ret_why);
	if (r < 0) {
		endpoint_release(e);
		f->endpoints_len--;
	}
	return r;
}

int filter_add_states(struct filter *f, const char *text, const char **ret_why)
{
	const char *at = strchrnul(text, ':');
	unsigned int proto = 0;
	uint32_t wanted = 0, unwanted = 0;

	while (proto < PROTO_MAX_ &&
	       !is_word(text, (size_t)(at - text), proto_desc(proto)->name))
		proto++;
	*ret_why = "not of the form PROTOCOL:STATES";
	if (proto == PROTO_MAX_ || !*at)
		return -EINVAL;

	*ret_why = "no such state";
	do {
		const bool is_excluded = at[1] == '^';

		at += 1 + is_excluded;
		const size_t n = strcspn(at, ",");
		uint32_t bits = proto_state_bits(proto, at, n);
		if (!bits)
			return -EINVAL;
		/* A filter for CLOSE includes BOUND_INACTIVE: the kernel reports sockets
		 * in BOUND_INACTIVE as CLOSE, but lists them only if BOUND_INACTIVE is
		 * requested. */
		if (bits & STATE_BIT(STATE_CLOSE))
			bits |= STATE_BIT(STATE_BOUND_INACTIVE);
		*(is_excluded ? &unwanted : &wanted) |= bits;
		at += n;
	} while (*at);
	f->included[proto] |= wanted;
	f->excluded[proto] |= unwanted;
	*ret_why = "a state is both included and excluded";
	if (f->included[proto] & f->excluded[proto])
		return -EINVAL;
	return 0;
}
