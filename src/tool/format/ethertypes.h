/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that the layouts have for the protocols of packet sockets. */
#ifndef FORMAT_ETHERTYPES_H
#define FORMAT_ETHERTYPES_H

#include <stddef.h>
#include <stdint.h>

/* Each returns the name that a layout has for an ETH_P_* (linux/if_ether.h) in host order;
 * NULL: the layout shows the number. The real netstat does not list packet sockets: the
 * names in its layout are those of this program. */
const char *ethertype_of_netstat(unsigned int ethertype);
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

/* Finds the ETH_P_* that ss names by a word of n bytes, in any case, or "all". Returns
 * -ENOENT for other words. */
int ethertype_from_ss(const char *at, size_t n, uint32_t *ret);

#endif
