/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsers of the operands of conditions in an expression of ss. */
#include <net/if.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "diag/netlimits.h"
#include "expr.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/parse.h"

enum { PORT_ANY = -1 };

static const char why_any_port[] = "any port is neither above nor below";

static int refuse(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -EINVAL;
}

/* Skips the optional prefix "FAMILY:", such as "inet6:", sets *family to the named
 * family, and returns the text behind the prefix. Without a prefix, *family is
 * unchanged. */
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

uint32_t expr_internet_pairs(uint8_t family)
{
	uint32_t pairs = 0;

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		for (enum ip ip = 0; ip < IP_MAX_; ip++)
			if (!proto_desc(proto)->family &&
			    (family == AF_UNSPEC || family == ip_af(ip)))
				pairs |= PAIR_BIT(proto, ip) & proto_pairs(proto);
	return pairs;
}

static int set_ports(struct endpoint *e, uint32_t first, uint32_t last)
{
	/* A range that begins above 65535 becomes an empty range: first is above last. */
	if (first > UINT16_MAX)
		first = 1, last = 0;
	int r = grow(&e->ports, &e->ports_cap, 1, sizeof(*e->ports));
	if (r < 0)
		return r;
	e->ports[0] = (struct port_range){ (uint16_t)first, (uint16_t)last };
	e->ports_len = 1;
	return 0;
}

static int parse_hex_or_decimal(const char *text, size_t n, uint64_t max, uint64_t *ret)
{
	if (n >= 2 && strncasecmp(text, "0x", 2) == 0)
		return parse_uint_n(text + 2, n - 2, 16, max, ret);
	return parse_uint_n(text, n, 10, max, ret);
}

/* Parses a port in decimal, a port in hexadecimal with 0x, or the name of a service. *ret
 * is PORT_ANY for "*" and the empty text. */
static int parse_port(const char *text, port_of_fn port_of, int32_t *ret,
		      const char **ret_why)
{
	uint64_t number = 0;
	uint16_t port = 0;
	int r = 0;

	if (!*text || strcmp(text, "*") == 0) {
		*ret = PORT_ANY;
		return 0;
	}
	if (strncasecmp(text, "0x", 2) == 0)
		r = parse_uint_n(text + 2, strlen(text + 2), 16, UINT16_MAX, &number);
	else
		r = endpoint_parse_port(text, strlen(text), NULL, port_of, &port);
	if (r < 0)
		return errno_is_resource(r) ? r
					    : refuse(ret_why, "no such port or service");
	*ret = port | (int32_t)number;
	return 0;
}

/* Parses an IPv4 address of one to four numbers between dots. Missing numbers are 0, as
 * in 193.233.7/24. */
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

static bool is_any_host(const char *at, size_t n)
{
	static const char *const words[] = { "", "*", "any", "all", "default" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == n && memcmp(at, words[i], n) == 0)
			return true;
	return false;
}

static int parse_name_or_addr(const char *at, size_t n, uint8_t family,
			      struct endpoint *e)
{
	if (is_any_host(at, n))
		return 0;
	/* A text of digits, dots and slashes is an IPv4 address, perhaps mistyped, and is
	 * not looked up as a host name. */
	const bool is_v4 = strspn(at, "0123456789./") >= n;
	const bool is_v6 = memchr(at, ':', n);

	if ((is_v4 && family == AF_INET6) || (is_v6 && family == AF_INET))
		return -EINVAL;
	if (!is_v4 && !is_v6)
		return endpoint_set_host(e, at, n);

	const char *slash = memchr(at, '/', n);
	const size_t len = slash ? (size_t)(slash - at) : n;
	struct addr a;
	int r = is_v6 ? endpoint_parse_addr(at, len, AF_INET6, &a)
		      : parse_v4(at, len, &a);
	return r < 0 ? r
		     : endpoint_add_prefix(e, &a, slash ? slash + 1 : NULL, n - len - 1);
}

/* Parses HOST[:PORT] into the endpoint. As in ss, the port begins behind the last colon;
 * if the text has a '/', only colons behind the '/' count. */
static int parse_internet(const char *text, uint8_t family, port_of_fn port_of,
			  struct endpoint *e, const char **ret_why)
{
	const char *rest = NULL;
	int32_t port = PORT_ANY;
	int r = 0;

	*ret_why = "no such address; IPv6 has brackets";
	if (*text == '[') {
		r = family == AF_INET ? -EINVAL
				      : endpoint_parse_brackets(e, text + 1, &rest);
	} else {
		const char *slash = strchr(text, '/');

		rest = strrchr(slash ? slash : text, ':');
		if (!rest)
			rest = text + strlen(text);
		r = rest == text && !*text
			    ? -EINVAL
			    : parse_name_or_addr(text, (size_t)(rest - text), family, e);
	}
	if (r == 0)
		r = parse_port(*rest ? rest + 1 : rest, port_of, &port, ret_why);
	if (r == 0 && port != PORT_ANY)
		r = set_ports(e, (uint32_t)port, (uint32_t)port);
	return r;
}

/* Parses the number of an EXPR_NUMBERS node: for AF_PACKET an interface by name or index,
 * for AF_NETLINK a port ID, where "kernel" is 0. "*", the empty text and -1 accept every
 * number. */
static int parse_number(const char *text, uint8_t family, struct expr_node *node,
			const char **ret_why)
{
	uint64_t number = 0;

	node->first = 0;
	node->last = UINT32_MAX;
	if (!*text || strcmp(text, "*") == 0 || strcmp(text, "-1") == 0)
		return 0;
	int r = parse_hex_or_decimal(text, strlen(text), UINT32_MAX, &number);
	if (r < 0 && family == AF_PACKET) {
		number = if_nametoindex(text);
		node->is_link_name = true;
	}
	if (r < 0 && !number && (family == AF_PACKET || strcmp(text, "kernel") != 0))
		return refuse(ret_why, family == AF_PACKET
					       ? "no such network interface"
					       : "not a port ID, which is a number");
	node->first = node->last = (uint32_t)number;
	return 0;
}

/* Parses the protocol of an EXPR_NUMBERS node, which is a name or a number, from the n
 * bytes at `at`. "*" and the empty text accept every protocol. */
static int parse_protocol(const char *at, size_t n, const struct expr_names *names,
			  uint8_t family, struct expr_node *node, const char **ret_why)
{
	const uint64_t max = family == AF_PACKET ? UINT16_MAX : UINT8_MAX;
	uint64_t number = 0;

	node->protocol = EXPR_ANY_PROTOCOL;
	if (!n || (n == 1 && *at == '*') ||
	    (names->protocol_of &&
	     names->protocol_of(family, at, n, &node->protocol) == 0))
		return 0;
	int r = parse_hex_or_decimal(at, n, max, &number);
	node->protocol = (uint32_t)number;
	return r < 0 ? refuse(ret_why, "no such protocol") : 0;
}

/* Parses PROTOCOL[:NUMBER] into an EXPR_NUMBERS node; if is_number_alone, parses NUMBER
 * or :NUMBER. */
static int parse_numbers(const char *text, const struct expr_names *names, uint8_t family,
			 bool is_number_alone, struct expr_node *node,
			 const char **ret_why)
{
	const size_t n = is_number_alone ? 0 : strcspn(text, ":");

	node->kind = EXPR_NUMBERS;
	node->end.pairs = proto_pairs(family == AF_PACKET ? PROTO_PACKET : PROTO_NETLINK);
	int r = parse_protocol(text, n, names, family, node, ret_why);
	if (r < 0)
		return r;
	return parse_number(text + n + (text[n] == ':'), family, node, ret_why);
}

static bool is_numbered(uint8_t family)
{
	return family == AF_PACKET || family == AF_NETLINK;
}

static bool is_internet(uint8_t family)
{
	return family == AF_UNSPEC || family == AF_INET || family == AF_INET6;
}

static int parse_name(const char *text, struct expr_node *node)
{
	node->kind = EXPR_NAME;
	node->pattern = strdup(text);
	return node->pattern ? 0 : -ENOMEM;
}

/* Sets *first and *last to the range of numbers from 0 to `max` that a comparison with
 * `number` accepts. EXPR_NE gives the range of EXPR_EQ, which the caller negates. If no
 * number is accepted, the range is empty: 1 to 0. */
static void compare_number(enum expr_comparison comparison, int64_t number, int64_t max,
			   uint32_t *first, uint32_t *last)
{
	const struct {
		int64_t first, last;
	} ranges[] = {
		[EXPR_EQ] = { number, number },  [EXPR_NE] = { number, number },
		[EXPR_GT] = { number + 1, max }, [EXPR_LT] = { 0, number - 1 },
		[EXPR_GE] = { number, max },     [EXPR_LE] = { 0, number },
	};
	const bool is_empty = ranges[comparison].first > ranges[comparison].last;

	*first = is_empty ? 1 : (uint32_t)ranges[comparison].first;
	*last = is_empty ? 0 : (uint32_t)ranges[comparison].last;
}

/* Parses the operand of the ss keyword "sport" or "dport" for an address family that has
 * no ports. */
static int parse_other_port(const char *text, enum expr_comparison comparison,
			    const struct expr_names *names, uint8_t family,
			    struct expr_node *node, const char **ret_why)
{
	const bool is_equality = comparison == EXPR_EQ || comparison == EXPR_NE;

	node->is_not = comparison == EXPR_NE;
	if (family == AF_UNIX) {
		/* As in ss, the port of a unix socket is its inode, which counts as
		 * greater than every operand: "<" and "<=" are always false. */
		node->is_not |= comparison == EXPR_LT || comparison == EXPR_LE;
		return parse_name(is_equality ? text : "*", node);
	}
	if (!is_numbered(family))
		return refuse(ret_why, "ports of this family cannot be compared");
	int r = parse_numbers(text, names, family, true, node, ret_why);
	if (r < 0)
		return r;
	if (node->first == node->last)
		compare_number(comparison, node->first, UINT32_MAX, &node->first,
			       &node->last);
	else if (!is_equality)
		return refuse(ret_why, why_any_port);
	return 0;
}

int expr_parse_host(const char *text, const struct expr_names *names,
		    struct expr_node *node, const char **ret_why)
{
	uint8_t family = names->family;
	const char *at = skip_family(text, &family);
	const bool is_said = at != text;

	/* Only names of unix sockets start with '/' or '@'; IP addresses and host names
	 * never do. */
	if (family == AF_UNIX || (family == AF_UNSPEC && (*at == '/' || *at == '@')))
		return parse_name(at, node);
	if (is_numbered(family))
		return parse_numbers(at, names, family, false, node, ret_why);
	if (!is_internet(family))
		return refuse(ret_why, "addresses of this family cannot be compared");

	node->kind = EXPR_END;
	node->end.ips = IP_ALL;
	int r = parse_internet(at, family, names->port_of, &node->end, ret_why);
	if (r < 0)
		return r;
	/* An operand without family, address and port is true for all sockets, even those
	 * of protocols that have no addresses and ports. */
	node->end.pairs = expr_internet_pairs(is_said ? family : AF_UNSPEC);
	if (!is_said && !node->end.prefixes_len && !node->end.ports_len &&
	    !node->end.host)
		node->end.pairs = UINT32_MAX;
	return 0;
}

int expr_parse_port(const char *text, enum expr_comparison comparison,
		    const struct expr_names *names, struct expr_node *node,
		    const char **ret_why)
{
	uint8_t family = AF_UNSPEC;
	uint32_t first = 0, last = 0;
	int32_t port = PORT_ANY;
	const char *at = skip_family(text, &family);

	if (at == text && (names->family == AF_UNIX || is_numbered(names->family)))
		family = names->family;
	if (!is_internet(family))
		return parse_other_port(at, comparison, names, family, node, ret_why);
	int r = parse_port(at + (*at == ':'), names->port_of, &port, ret_why);
	if (r < 0)
		return r;

	node->kind = EXPR_END;
	node->is_not = comparison == EXPR_NE;
	node->end.ips = IP_ALL;
	node->end.pairs = expr_internet_pairs(family);
	if (port == PORT_ANY) {
		if (comparison != EXPR_EQ && comparison != EXPR_NE)
			return refuse(ret_why, why_any_port);
		if (family == AF_UNSPEC)
			node->end.pairs = UINT32_MAX;
		return 0;
	}
	compare_number(comparison, port, UINT16_MAX, &first, &last);
	return set_ports(&node->end, first, last);
}

int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why)
{
	node->kind = EXPR_LINK;
	node->ifindex = if_nametoindex(text);
	node->is_link_name = node->ifindex;
	if (node->ifindex || parse_u32(text, &node->ifindex) == 0)
		return 0;
	return refuse(ret_why, "no such network interface");
}

int expr_parse_autobound(struct expr_node *node, const char **ret_why)
{
	_cleanup_close_ int proc_fd = -1;
	uint32_t first = 0, last = 0;

	int r = proc_open("/proc", &proc_fd);
	if (r >= 0)
		r = netlimits_read_ports(proc_fd, &first, &last);
	if (errno_is_resource(r))
		return r;
	if (r < 0 || !last)
		return refuse(ret_why, "the range of ports that the kernel chooses from "
				       "cannot be read");
	node->kind = EXPR_AUTOBOUND;
	node->end.ips = IP_ALL;
	node->end.pairs = expr_internet_pairs(AF_UNSPEC);
	return set_ports(&node->end, first, last);
}
