/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that the layouts show for ethertypes, the protocols of packet sockets. */
#ifndef FORMAT_ETHERTYPES_H
#define FORMAT_ETHERTYPES_H

#include <stddef.h>
#include <stdint.h>

/* ethertype_of_netstat, ethertype_of_ss and ethertype_of_lsof return the name that a
 * layout shows for an ethertype, an ETH_P_* of linux/if_ether.h in host byte order; NULL:
 * the layout shows the number. The names in the layout netstat are chosen here, because
 * the real netstat does not list packet sockets. */
const char *ethertype_of_netstat(unsigned int ethertype);
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

/* Sets *ret to the ethertype (ETH_P_*) that ss calls by the n bytes at `at`, in upper or
 * lower case; "all" stands for ETH_P_ALL. Returns 0, or -ENOENT if no ethertype has this
 * name. */
int ethertype_from_ss(const char *at, size_t n, uint32_t *ret);

#endif
