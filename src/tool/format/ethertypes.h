/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the layouts call the protocols that packet sockets receive. */
#ifndef FORMAT_ETHERTYPES_H
#define FORMAT_ETHERTYPES_H

/* Of ETH_P_* (linux/if_ether.h), in host order; NULL where it is shown as a number. netstat
 * knows no packet sockets: the words of its layout are ours. */
const char *ethertype_of_netstat(unsigned int ethertype);
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

#endif
