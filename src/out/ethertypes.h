/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ss and lsof call the protocols that packet sockets receive. */
#ifndef OUT_ETHERTYPES_H
#define OUT_ETHERTYPES_H

/* Of ETH_P_* (linux/if_ether.h), in host order; NULL where they show the number. */
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

#endif
