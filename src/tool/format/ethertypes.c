/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ethertypes.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>

#include "util/cleanup.h"

/* The name of an ethertype in each layout; NULL: the layout shows the number. */
static const struct word {
	unsigned int ethertype;
	const char *netstat, *ss, *lsof;
} words[] = {
	{ ETH_P_802_3, "802.3", "802_3", "802.3" },
	{ ETH_P_AX25, NULL, "ax25", "AX25" },
	{ ETH_P_ALL, "all", "*", "ALL" },
	{ ETH_P_802_2, "802.2", "802_2", "802.2" },
	{ ETH_P_SNAP, NULL, "snap", "SNAP" },
	/* In the real lsof, the name of ETH_P_PPP_MP contains a blank, which would split
	 * the cell into two fields. */
	{ ETH_P_PPP_MP, NULL, "ppp_mp", "PPP_MP" },
	{ ETH_P_IRDA, NULL, "irda", "IRDA" },
	{ ETH_P_HDLC, NULL, NULL, "HDLC" },
	{ ETH_P_LOOP, "loop", "loop", "LOOP" },
	{ ETH_P_IP, "ip", "ip", "IP" },
	{ ETH_P_X25, NULL, "x25", "X25" },
	{ ETH_P_ARP, "arp", "arp", "ARP" },
	{ ETH_P_BPQ, NULL, "bpq", "BPQ" },
	{ ETH_P_TEB, NULL, "teb", NULL },
	{ ETH_P_RARP, "rarp", "rarp", "RARP" },
	{ ETH_P_ATALK, NULL, "atalk", "ATALK" },
	{ ETH_P_AARP, NULL, "aarp", "AARP" },
	{ ETH_P_8021Q, "802.1q", "802.1Q", "8021Q" },
	{ ETH_P_IPX, NULL, "ipx", "IPX" },
	{ ETH_P_IPV6, "ipv6", "ipv6", "IPV6" },
	{ ETH_P_MPLS_UC, "mpls", "mpls_uc", "MPLS_UC" },
	{ ETH_P_MPLS_MC, NULL, "mpls_mc", "MPLS_MC" },
	{ ETH_P_PPP_DISC, "pppoe-disc", "ppp_disc", "PPP_DIS" },
	{ ETH_P_PPP_SES, "pppoe-ses", "ppp_ses", "PPP_SES" },
	{ ETH_P_AOE, NULL, "aoe", "AOE" },
	{ ETH_P_8021AD, "802.1ad", "802.1ad", NULL },
	{ ETH_P_TIPC, NULL, "tipc", "TIPC" },
	{ ETH_P_LLDP, "lldp", "LLDP", NULL },
	{ ETH_P_PAE, "eapol", NULL, NULL },
	{ ETH_P_1588, "ptp", NULL, NULL },
};

static const struct word *find(unsigned int ethertype)
{
	static const struct word none = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].ethertype == ethertype)
			return &words[i];
	return &none;
}

const char *ethertype_of_netstat(unsigned int ethertype)
{
	return find(ethertype)->netstat;
}

const char *ethertype_of_ss(unsigned int ethertype)
{
	return find(ethertype)->ss;
}

const char *ethertype_of_lsof(unsigned int ethertype)
{
	return find(ethertype)->lsof;
}

int ethertype_from_ss(const char *at, size_t n, uint32_t *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *name = words[i].ethertype == ETH_P_ALL ? "all" : words[i].ss;

		if (!name || strlen(name) != n || strncasecmp(name, at, n) != 0)
			continue;
		*ret = words[i].ethertype;
		return 0;
	}
	return -ENOENT;
}
