/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that the layouts have for the protocols of packet sockets. */
#ifndef FORMAT_ETHERTYPES_H
#define FORMAT_ETHERTYPES_H

#include <stddef.h>
#include <stdint.h>

/* The name of an ETH_P_* (linux/if_ether.h) in host order; NULL where the number is
 * shown. netstat does not list packet sockets, so the names in its layout are sockstat's
 * own. */
const char *ethertype_of_netstat(unsigned int ethertype);
const char *ethertype_of_ss(unsigned int ethertype);
const char *ethertype_of_lsof(unsigned int ethertype);

/* Finds the ETH_P_* that ss names by a word of n bytes, in any case, or "all". Returns
 * -ENOENT for other words. */
int ethertype_from_ss(const char *at, size_t n, uint32_t *ret);

#endif
