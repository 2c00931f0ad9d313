/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the conditions of an expression are compared with. */
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "expr.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/parse.h"

enum { HOST_MAX = 255, PORT_ANY = -1, RANGE_MAX = 64 };

static const char host_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

/* "FAMILY:", which may be missing. */
static const char *skip_family(const char *text, uint8_t *family)
{
	static const struct {
		const char *prefix;
		uint8_t family;
	} families[] = {
		{ "inet:", AF_INET },   { "inet6:", AF_INET6 },
		{ "unix:", AF_UNIX },   { "netlink:", AF_NETLINK },
		{ "link:", AF_PACKET }, { "vsock:", AF_VSOCK },
		{ "tipc:", AF_TIPC },   { "xdp:", AF_XDP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		const size_t n = strlen(families[i].prefix);

		if (strncmp(text, families[i].prefix, n) == 0) {
			*family = families[i].family;
			return text + n;
		}
	}
	return text;
}

/* The pairs with ports over one of the two, or over both. */
static uint32_t internet_pairs(uint8_t family)
{
	uint32_t pairs = 0;

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		for (enum ip ip = 0; ip < IP_MAX_; ip++)
			if (!proto_desc(proto)->family &&
			    (family == AF_UNSPEC || family == ip_af(ip)))
				pairs |= PAIR_BIT(proto, ip) & proto_pairs(proto);
	return pairs;
}

static int add_ports(struct endpoint *e, int64_t first, int64_t last)
{
	/* no port is above 65535 or below 0: a range whose end comes first has none */
	if (first > UINT16_MAX || last < 0)
		first = 1, last = 0;
	int r = grow(&e->ports, &e->ports_cap, 1, sizeof(*e->ports));
	if (r < 0)
		return r;
	e->ports[0] = (struct port_range){ (uint16_t)first, (uint16_t)last };
	e->ports_len = 1;
	return 0;
}

/* A port in decimal or, as 0x..., in hexadecimal, or a service; "*" and nothing are
 * PORT_ANY. */
static int parse_port(const char *text, port_of_fn port_of, int32_t *ret,
		      const char **ret_why)
{
	const bool is_hex = strncasecmp(text, "0x", 2) == 0;
	const char *digits = text + (is_hex ? 2 : 0);
	uint64_t number = 0;
	uint16_t port = 0;

	if (!*text || strcmp(text, "*") == 0) {
		*ret = PORT_ANY;
		return 0;
	}
	*ret_why = "no such port or service";
	int r = parse_uint_n(digits, strlen(digits), is_hex ? 16 : 10, UINT16_MAX,
			     &number);
	if (r == 0)
		port = (uint16_t)number;
	else if (r == -EINVAL)
		r = port_of(text, NULL, &port);
	if (r < 0)
		return errno_is_resource(r) ? r : -EINVAL;
	*ret = port;
	return 0;
}

/* One to four numbers between dots; those that are missing are 0, as in 193.233.7/24. */
static int parse_v4(const char *at, size_t n, struct addr *ret)
{
	uint8_t bytes[4] = { 0 };

	for (size_t i = 0; i < sizeof(bytes); i++) {
		const char *dot = memchr(at, '.', n);
		const size_t digits = dot ? (size_t)(dot - at) : n;
		uint64_t byte = 0;

		if (parse_uint_n(at, digits, 10, UINT8_MAX, &byte) < 0)
			return -EINVAL;
		bytes[i] = (uint8_t)byte;
		if (!dot) {
			*ret = addr_make(AF_INET, bytes);
			return 0;
		}
		at = dot + 1;
		n -= digits + 1;
	}
	return -EINVAL;
}

static int parse_v6(const char *at, size_t n, struct addr *ret)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	if (n >= sizeof(text))
		return -EINVAL;
	memcpy(text, at, n);
	text[n] = '\0';
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return -EINVAL;
	*ret = addr_make(AF_INET6, bytes);
	return 0;
}

/* ADDRESS[/BITS] of n bytes, with the BITS outside of the brackets or inside. */
static int parse_prefix(const char *at, size_t n, bool is_v6, struct endpoint *e)
{
	const char *slash = memchr(at, '/', n);
	const size_t len = slash ? (size_t)(slash - at) : n;
	struct addr a = { 0 };
	uint64_t bits = is_v6 ? 128 : 32;

	if ((is_v6 ? parse_v6 : parse_v4)(at, len, &a) < 0)
		return -EINVAL;
	if (slash && parse_uint_n(slash + 1, n - len - 1, 10, bits, &bits) < 0)
		return -EINVAL;
	int r = endpoint_add_addr(e, &a);
	if (r == 0)
		e->prefixes[0].bits = (uint8_t)bits;
	return r;
}

static bool is_any_host(const char *at, size_t n)
{
	static const char *const words[] = { "", "*", "any", "all", "default" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == n && memcmp(at, words[i], n) == 0)
			return true;
	return false;
}

static int parse_host(const char *at, size_t n, uint8_t family, struct endpoint *e)
{
	if (is_any_host(at, n))
		return 0;
	/* digits, dots and slashes are an address, or a mistyped one: nobody is to be asked */
	const bool is_v4 = strspn(at, "0123456789./") >= n;
	const bool is_v6 = memchr(at, ':', n);

	if ((is_v4 && family == AF_INET6) || (is_v6 && family == AF_INET))
		return -EINVAL;
	if (is_v4 || is_v6)
		return parse_prefix(at, n, is_v6, e);
	if (n > HOST_MAX || at[0] == '-' || strspn(at, host_characters) < n)
		return -EINVAL;
	e->host = strndup(at, n);
	return e->host ? 0 : -ENOMEM;
}

/* Splits off what stands in brackets: "[IPV6]/BITS:PORT", "[IPV6/BITS]:PORT". */
static int parse_brackets(const char *text, uint8_t family, struct endpoint *e,
			  const char **ret_rest)
{
	const char *close = strchr(text, ']');

	if (!close || family == AF_INET)
		return -EINVAL;
	int r = parse_prefix(text, (size_t)(close - text), true, e);
	if (r < 0)
		return r;

	const char *rest = close + 1;
	const size_t n = strcspn(rest, ":");
	uint64_t bits = 0;
	if (n) {
		if (*rest != '/' || memchr(text, '/', (size_t)(close - text)) ||
		    parse_uint_n(rest + 1, n - 1, 10, 128, &bits) < 0)
			return -EINVAL;
		e->prefixes[0].bits = (uint8_t)bits;
	}
	*ret_rest = rest + n;
	return 0;
}

/* HOST[:PORT]; the last colon behind the prefix is the one before the port, as in ss. */
static int parse_internet(const char *text, uint8_t family, port_of_fn port_of,
			  struct endpoint *e, const char **ret_why)
{
	const char *rest = NULL;
	int32_t port = PORT_ANY;
	int r = 0;

	*ret_why = "no such address; IPv6 has brackets";
	if (*text == '[') {
		r = parse_brackets(text + 1, family, e, &rest);
	} else {
		const char *slash = strchr(text, '/');

		rest = strrchr(slash ? slash : text, ':');
		if (!rest)
			rest = text + strlen(text);
		r = rest == text && !*text
			    ? -EINVAL
			    : parse_host(text, (size_t)(rest - text), family, e);
	}
	if (r == 0)
		r = parse_port(*rest ? rest + 1 : rest, port_of, &port, ret_why);
	if (r == 0 && port != PORT_ANY)
		r = add_ports(e, port, port);
	return r;
}

static int parse_name(const char *text, struct expr_node *node)
{
	node->kind = EXPR_NAME;
	node->pattern = strdup(text);
	return node->pattern ? 0 : -ENOMEM;
}

int expr_parse_host(const char *text, uint8_t family, port_of_fn port_of,
		    struct expr_node *node, const char **ret_why)
{
	const char *at = skip_family(text, &family);
	const bool is_said = at != text;

	/* no address and no name of a host starts so */
	if (family == AF_UNIX || (family == AF_UNSPEC && (*at == '/' || *at == '@')))
		return parse_name(at, node);
	*ret_why = "only internet and unix addresses can be compared";
	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)
		return -EINVAL;

	node->kind = EXPR_END;
	node->end.ips = IP_ALL;
	int r = parse_internet(at, family, port_of, &node->end, ret_why);
	if (r < 0)
		return r;
	/* what says nothing of addresses and ports is true of sockets that have none */
	node->end.pairs = internet_pairs(is_said ? family : AF_UNSPEC);
	if (!is_said && !node->end.prefixes_len && !node->end.ports_len &&
	    !node->end.host)
		node->end.pairs = UINT32_MAX;
	return 0;
}

int expr_parse_port(const char *text, enum expr_comparison comparison, port_of_fn port_of,
		    struct expr_node *node, const char **ret_why)
{
	uint8_t family = AF_UNSPEC;
	int32_t port = PORT_ANY;

	text = skip_family(text, &family);
	*ret_why = "only ports of internet sockets can be compared";
	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)
		return -EINVAL;
	int r = parse_port(text + (*text == ':'), port_of, &port, ret_why);
	if (r < 0)
		return r;

	node->kind = EXPR_END;
	node->is_not = comparison == EXPR_NE;
	node->end.ips = IP_ALL;
	node->end.pairs = internet_pairs(family);
	if (port == PORT_ANY) {
		*ret_why = "any port is neither above nor below";
		if (family == AF_UNSPEC)
			node->end.pairs = UINT32_MAX;
		return comparison == EXPR_EQ || comparison == EXPR_NE ? 0 : -EINVAL;
	}

	const struct {
		int32_t first, last;
	} ranges[] = {
		[EXPR_EQ] = { port, port },           [EXPR_NE] = { port, port },
		[EXPR_GT] = { port + 1, UINT16_MAX }, [EXPR_LT] = { 0, port - 1 },
		[EXPR_GE] = { port, UINT16_MAX },     [EXPR_LE] = { 0, port },
	};
	return add_ports(&node->end, ranges[comparison].first, ranges[comparison].last);
}

int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why)
{
	node->kind = EXPR_LINK;
	node->ifindex = if_nametoindex(text);
	if (node->ifindex || parse_u32(text, &node->ifindex) == 0)
		return 0;
	*ret_why = "no such network interface";
	return -EINVAL;
}

/* "32768	60999" */
static int parse_port_range(const char *line, uint64_t *ret_first, uint64_t *ret_last)
{
	const size_t n = strcspn(line, "\t");
	const char *last = line + n + (line[n] == '\t');

	int r = parse_uint_n(line, n, 10, UINT16_MAX, ret_first);
	return r < 0 ? r
		     : parse_uint_n(last, strcspn(last, "\n"), 10, UINT16_MAX, ret_last);
}

int expr_parse_autobound(struct expr_node *node, const char **ret_why)
{
	_cleanup_close_ int proc_fd = -1;
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	uint64_t first = 0;
	uint64_t last = 0;

	*ret_why = "the range of ports that the kernel chooses from cannot be read";
	int r = proc_open("/proc", &proc_fd);
	if (r >= 0)
		r = proc_read_file(proc_fd, "sys/net/ipv4/ip_local_port_range", RANGE_MAX,
				   &text, &len);
	if (errno_is_resource(r))
		return r;
	if (r < 0 || parse_port_range(text, &first, &last) < 0)
		return -EINVAL;
	node->kind = EXPR_AUTOBOUND;
	node->end.ips = IP_ALL;
	node->end.pairs = internet_pairs(AF_UNSPEC);
	return add_ports(&node->end, (int64_t)first, (int64_t)last);
}
