/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that the layouts show for the protocols of packet sockets. */
#ifndef FORMAT_ETHERTYPES_H
#define FORMAT_ETHERTYPES_H

#include <stddef.h>
#include <stdint.h>

/* The functions ethertype_of_netstat, ethertype_of_ss and ethertype_of_lsof return the
 * name that a layout shows for an ETH_P_* (linux/if_ether.h) in host order; NULL: the
 * layout shows the number. The real netstat does not list packet sockets: the names in
 * its layout are those of this program. */
const char *ethertype_of_netstat(unsigned int ethertype);
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

/* Sets *ret to the ETH_P_* that has the word of n bytes at `at` as its name in ss, in
 * upper or lower case; the word "all" stands for ETH_P_ALL. Returns -ENOENT for any other
 * word. */
int ethertype_from_ss(const char *at, size_t n, uint32_t *ret);

#endif
