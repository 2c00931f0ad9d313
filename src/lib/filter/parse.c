/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "filter.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/parse.h"

enum { HOST_MAX = 255, SERVICE_MAX = 64 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
static const char letters[] = LETTERS;
static const char host_characters[] = LETTERS "0123456789.-_";

static bool is_word(const char *at, size_t n, const char *word)
{
	return strlen(word) == n && strncasecmp(at, word, n) == 0;
}

/* [46][PROTOCOL], into the pairs and families that are meant. */
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

		/* without a protocol those that have ports: lsof lists no others with -i */
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

/* "/BITS", which may be missing. */
static int parse_bits(const char **at, const char *end, uint8_t most, uint8_t *ret)
{
	uint64_t bits = most;

	if (*at < end && **at == '/') {
		if (parse_uint_n(*at + 1, (size_t)(end - *at) - 1, 10, most, &bits) < 0)
			return -EINVAL;
		*at = end;
	}
	*ret = (uint8_t)bits;
	return *at == end ? 0 : -EINVAL;
}

/* [IPV6]/BITS, [IPV6/BITS], IPV4/BITS, or the name of a host; at stands behind the '@'. */
static int parse_host(const char **at, struct endpoint *e)
{
	const bool is_bracketed = **at == '[';
	const char *start = *at + is_bracketed;
	const char *close = is_bracketed ? strchr(start, ']') : NULL;
	char text[HOST_MAX + 1];
	uint8_t bytes[sizeof(struct in6_addr)];

	if (is_bracketed && !close)
		return -EINVAL;
	const char *end = strchrnul(close ? close : start, ':');
	const char *stop = close ? close : end;
	const size_t n = strcspn(start, is_bracketed ? "/]" : "/:");
	if (!n || n > HOST_MAX)
		return -EINVAL;
	memcpy(text, start, n);
	text[n] = '\0';
	*at = end;

	const int af = is_bracketed ? AF_INET6 : AF_INET;
	if (inet_pton(af, text, bytes) != 1) {
		/* digits and dots are a mistyped address: nobody is to be asked for it */
		if (is_bracketed || start + n != end || !strpbrk(text, letters) ||
		    text[strspn(text, host_characters)] || text[0] == '-')
			return -EINVAL;
		e->host = strdup(text);
		return e->host ? 0 : -ENOMEM;
	}

	const struct addr a = addr_make((uint8_t)af, bytes);
	const struct addr plain = addr_unmap(&a);
	if (!(e->ips & 1U << (plain.family == AF_INET ? IP_V4 : IP_V6)))
		return -EINVAL;
	int r = endpoint_add_addr(e, &a);
	if (r < 0)
		return r;
	const char *slash = start + n;
	uint8_t *bits = &e->prefixes[e->prefixes_len - 1].bits;
	if (close && slash == close)
		slash = close + 1, stop = end;
	else if (close && close + 1 != end)
		return -EINVAL;
	return parse_bits(&slash, stop, *bits, bits);
}

static int parse_port(const char *at, size_t n, const char *protocol, port_of_fn port_of,
		      uint16_t *ret)
{
	char service[SERVICE_MAX + 1];
	uint64_t number = 0;

	int r = parse_uint_n(at, n, 10, UINT16_MAX, &number);
	if (r == 0)
		*ret = (uint16_t)number;
	if (r != -EINVAL || !n || n > SERVICE_MAX)
		return r;
	memcpy(service, at, n);
	service[n] = '\0';
	return port_of(service, protocol, ret);
}

/* A port, a service, or a range of either; services may have a '-' themselves. */
static int parse_range(const char *at, size_t n, const char *protocol, port_of_fn port_of,
		       struct port_range *ret)
{
	int r = parse_port(at, n, protocol, port_of, &ret->first);

	if (r == 0)
		ret->last = ret->first;
	for (size_t i = 0; r < 0 && !errno_is_resource(r) && i < n; i++) {
		if (at[i] != '-')
			continue;
		r = parse_port(at, i, protocol, port_of, &ret->first);
		if (r == 0)
			r = parse_port(at + i + 1, n - i - 1, protocol, port_of,
				       &ret->last);
		if (r == 0 && ret->first > ret->last)
			return -EINVAL;
	}
	return r == 0 || errno_is_resource(r) ? r : -EINVAL;
}

static int parse_ports(const char *at, const char *protocol, port_of_fn port_of,
		       struct endpoint *e)
{
	for (;; at++) {
		const size_t n = strcspn(at, ",");
		struct port_range range = { 0 };

		int r = parse_range(at, n, protocol, port_of, &range);
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
	int r = grow(&f->endpoints, &f->endpoints_cap, f->endpoints_len + 1,
		     sizeof(*f->endpoints));
	if (r < 0)
		return r;

	struct endpoint *e = &f->endpoints[f->endpoints_len++];
	*e = (struct endpoint){ 0 };
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
	uint32_t wanted = 0;
	uint32_t unwanted = 0;

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
		/* sockets that are only bound come as closed, and are asked for by a bit of
		 * their own */
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
