/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink.h"

#include <linux/audit.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/xfrm.h>
#include <stddef.h>

#include "util/cleanup.h"

/* clang-format off */
/* Names of the multicast groups of a netlink protocol, by group number: each name is the
 * constant in lower case without its prefix, such as "link" for RTNLGRP_LINK. */
static const char *const route_groups[] = {
	[RTNLGRP_LINK] = "link", [RTNLGRP_NOTIFY] = "notify", [RTNLGRP_NEIGH] = "neigh",
	[RTNLGRP_TC] = "tc", [RTNLGRP_IPV4_IFADDR] = "ipv4_ifaddr",
	[RTNLGRP_IPV4_MROUTE] = "ipv4_mroute", [RTNLGRP_IPV4_ROUTE] = "ipv4_route",
	[RTNLGRP_IPV4_RULE] = "ipv4_rule", [RTNLGRP_IPV6_IFADDR] = "ipv6_ifaddr",
	[RTNLGRP_IPV6_MROUTE] = "ipv6_mroute", [RTNLGRP_IPV6_ROUTE] = "ipv6_route",
	[RTNLGRP_IPV6_IFINFO] = "ipv6_ifinfo", [RTNLGRP_IPV6_PREFIX] = "ipv6_prefix",
	[RTNLGRP_IPV6_RULE] = "ipv6_rule", [RTNLGRP_ND_USEROPT] = "nd_useropt",
	[RTNLGRP_PHONET_IFADDR] = "phonet_ifaddr",
	[RTNLGRP_PHONET_ROUTE] = "phonet_route", [RTNLGRP_DCB] = "dcb",
	[RTNLGRP_IPV4_NETCONF] = "ipv4_netconf", [RTNLGRP_IPV6_NETCONF] = "ipv6_netconf",
	[RTNLGRP_MDB] = "mdb", [RTNLGRP_MPLS_ROUTE] = "mpls_route",
	[RTNLGRP_NSID] = "nsid", [RTNLGRP_MPLS_NETCONF] = "mpls_netconf",
	[RTNLGRP_IPV4_MROUTE_R] = "ipv4_mroute_r",
	[RTNLGRP_IPV6_MROUTE_R] = "ipv6_mroute_r", [RTNLGRP_NEXTHOP] = "nexthop",
	[RTNLGRP_BRVLAN] = "brvlan", [RTNLGRP_MCTP_IFADDR] = "mctp_ifaddr",
	[RTNLGRP_TUNNEL] = "tunnel", [RTNLGRP_STATS] = "stats",
};

static const char *const sock_diag_groups[] = {
	[SKNLGRP_INET_TCP_DESTROY] = "inet_tcp_destroy",
	[SKNLGRP_INET_UDP_DESTROY] = "inet_udp_destroy",
	[SKNLGRP_INET6_TCP_DESTROY] = "inet6_tcp_destroy",
	[SKNLGRP_INET6_UDP_DESTROY] = "inet6_udp_destroy",
};

static const char *const xfrm_groups[] = {
	[XFRMNLGRP_ACQUIRE] = "acquire", [XFRMNLGRP_EXPIRE] = "expire",
	[XFRMNLGRP_SA] = "sa", [XFRMNLGRP_POLICY] = "policy",
	[XFRMNLGRP_AEVENTS] = "aevents", [XFRMNLGRP_REPORT] = "report",
	[XFRMNLGRP_MIGRATE] = "migrate", [XFRMNLGRP_MAPPING] = "mapping",
};

static const char *const audit_groups[] = { [AUDIT_NLGRP_READLOG] = "readlog" };

static const char *const netfilter_groups[] = {
	[NFNLGRP_CONNTRACK_NEW] = "conntrack_new",
	[NFNLGRP_CONNTRACK_UPDATE] = "conntrack_update",
	[NFNLGRP_CONNTRACK_DESTROY] = "conntrack_destroy",
	[NFNLGRP_CONNTRACK_EXP_NEW] = "conntrack_exp_new",
	[NFNLGRP_CONNTRACK_EXP_UPDATE] = "conntrack_exp_update",
	[NFNLGRP_CONNTRACK_EXP_DESTROY] = "conntrack_exp_destroy",
	[NFNLGRP_NFTABLES] = "nftables", [NFNLGRP_ACCT_QUOTA] = "acct_quota",
	[NFNLGRP_NFTRACE] = "nftrace",
};

/* Names of the multicast groups of NETLINK_KOBJECT_UEVENT, which no header defines: the
 * kernel sends to group 1, udev to group 2. */
static const char *const uevent_groups[] = { [1] = "kernel", [2] = "udev" };

#define GROUPS(names) (names), ARRAY_SIZE(names)

static const struct {
	const char *name;
	/* names of the protocol's multicast groups by group number; NULL: the protocol
	 * has no groups, or assigns their numbers dynamically */
	const char *const *groups;
	size_t count;
} protocols[] = {
	[NETLINK_ROUTE] = { "route", GROUPS(route_groups) },
	[NETLINK_UNUSED] = { .name = "unused" },
	[NETLINK_USERSOCK] = { .name = "usersock" },
	[NETLINK_FIREWALL] = { .name = "firewall" },
	[NETLINK_SOCK_DIAG] = { "sock_diag", GROUPS(sock_diag_groups) },
	[NETLINK_NFLOG] = { .name = "nflog" },
	[NETLINK_XFRM] = { "xfrm", GROUPS(xfrm_groups) },
	[NETLINK_SELINUX] = { .name = "selinux" }, [NETLINK_ISCSI] = { .name = "iscsi" },
	[NETLINK_AUDIT] = { "audit", GROUPS(audit_groups) },
	[NETLINK_FIB_LOOKUP] = { .name = "fib_lookup" },
	[NETLINK_CONNECTOR] = { .name = "connector" },
	[NETLINK_NETFILTER] = { "netfilter", GROUPS(netfilter_groups) },
	[NETLINK_IP6_FW] = { .name = "ip6_fw" },
	[NETLINK_DNRTMSG] = { .name = "dnrtmsg" },
	[NETLINK_KOBJECT_UEVENT] = { "kobject_uevent", GROUPS(uevent_groups) },
	[NETLINK_GENERIC] = { .name = "generic" },
	[NETLINK_SCSITRANSPORT] = { .name = "scsitransport" },
	[NETLINK_ECRYPTFS] = { .name = "ecryptfs" }, [NETLINK_RDMA] = { .name = "rdma" },
	[NETLINK_CRYPTO] = { .name = "crypto" }, [NETLINK_SMC] = { .name = "smc" },
};
/* clang-format on */

const char *netlink_protocol_name(unsigned int protocol)
{
	return protocol < ARRAY_SIZE(protocols) ? protocols[protocol].name : NULL;
}

const char *netlink_group_name(unsigned int protocol, unsigned int group)
{
	if (protocol >= ARRAY_SIZE(protocols) || group >= protocols[protocol].count)
		return NULL;
	return protocols[protocol].groups[group];
}
