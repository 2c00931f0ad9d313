/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of netlink protocols and of their multicast groups. */
#ifndef MODEL_NETLINK_H
#define MODEL_NETLINK_H

/* Of NETLINK_* (linux/netlink.h); NULL where there is none. */
const char *netlink_protocol_name(unsigned int protocol);

/* Of a group of such a protocol, counted from 1; NULL where there is none. Those of generic
 * netlink are given out as families come, and are numbers here. */
const char *netlink_group_name(unsigned int protocol, unsigned int group);

#endif
