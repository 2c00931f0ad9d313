/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of netlink protocols and of their multicast groups. */
#ifndef MODEL_NETLINK_H
#define MODEL_NETLINK_H

/* Returns the name of a NETLINK_* protocol (linux/netlink.h), or NULL. */
const char *netlink_protocol_name(unsigned int protocol);

/* Returns the name of a multicast group of a NETLINK_* protocol, counted from 1, or NULL.
 * Generic netlink assigns its groups dynamically, so they have no names here. */
const char *netlink_group_name(unsigned int protocol, unsigned int group);

#endif
