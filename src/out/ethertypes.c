/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ethertypes.h"

#include <linux/if_ether.h>
#include <stddef.h>

#include "base/cleanup.h"

/* The words of both, as they show them; NULL: it shows the number. */
static const struct word {
	unsigned int ethertype;
	const char *ss, *lsof;
} words[] = {
	{ ETH_P_802_3, "802_3", "802.3" },
	{ ETH_P_AX25, "ax25", "AX25" },
	{ ETH_P_ALL, "*", "ALL" },
	{ ETH_P_802_2, "802_2", "802.2" },
	{ ETH_P_SNAP, "snap", "SNAP" },
	{ ETH_P_PPP_MP, "ppp_mp", "PPP_MP" }, /* a blank in lsof: a field too many */
	{ ETH_P_IRDA, "irda", "IRDA" },
	{ ETH_P_HDLC, NULL, "HDLC" },
	{ ETH_P_LOOP, "loop", "LOOP" },
	{ ETH_P_IP, "ip", "IP" },
	{ ETH_P_X25, "x25", "X25" },
	{ ETH_P_ARP, "arp", "ARP" },
	{ ETH_P_BPQ, "bpq", "BPQ" },
	{ ETH_P_TEB, "teb", NULL },
	{ ETH_P_RARP, "rarp", "RARP" },
	{ ETH_P_ATALK, "atalk", "ATALK" },
	{ ETH_P_AARP, "aarp", "AARP" },
	{ ETH_P_8021Q, "802.1Q", "8021Q" },
	{ ETH_P_IPX, "ipx", "IPX" },
	{ ETH_P_IPV6, "ipv6", "IPV6" },
	{ ETH_P_MPLS_UC, "mpls_uc", "MPLS_UC" },
	{ ETH_P_MPLS_MC, "mpls_mc", "MPLS_MC" },
	{ ETH_P_PPP_DISC, "ppp_disc", "PPP_DIS" },
	{ ETH_P_PPP_SES, "ppp_ses", "PPP_SES" },
	{ ETH_P_AOE, "aoe", "AOE" },
	{ ETH_P_8021AD, "802.1ad", NULL },
	{ ETH_P_TIPC, "tipc", "TIPC" },
	{ ETH_P_LLDP, "LLDP", NULL },
};

static const struct word *find(unsigned int ethertype)
{
	static const struct word none = { 0, NULL, NULL };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].ethertype == ethertype)
			return &words[i];
	return &none;
}

const char *ethertype_of_ss(unsigned int ethertype)
{
	return find(ethertype)->ss;
}

const char *ethertype_of_lsof(unsigned int ethertype)
{
	return find(ethertype)->lsof;
}
