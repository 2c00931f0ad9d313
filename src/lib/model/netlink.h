/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of netlink protocols and of their multicast groups. */
#ifndef MODEL_NETLINK_H
#define MODEL_NETLINK_H

/* Returns the name of a NETLINK_* protocol (linux/netlink.h), or NULL if the protocol is
 * unknown. */
const char *netlink_protocol_name(unsigned int protocol);

/* Returns the name of a multicast group, counted from 1, of a NETLINK_* protocol, or NULL
 * if the group has no name. Groups of generic netlink have no name, because their numbers
 * are assigned dynamically. */
const char *netlink_group_name(unsigned int protocol, unsigned int group);

#endif
