/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sock.h"

#include <stddef.h>
#include <sys/socket.h>

#include "base/cleanup.h"

static const char *const type_names[] = {
	[SOCK_STREAM] = "STREAM", [SOCK_DGRAM] = "DGRAM",         [SOCK_RAW] = "RAW",
	[SOCK_RDM] = "RDM",       [SOCK_SEQPACKET] = "SEQPACKET", [SOCK_DCCP] = "DCCP",
	[SOCK_PACKET] = "PACKET",
};

void sock_addrs_add(struct sock_addrs *addrs, const struct addr *a)
{
	if (addrs->count < SOCK_ADDRS_MAX)
		addrs->all[addrs->count] = *a;
	addrs->count++;
}

const char *sock_type_name(unsigned int type)
{
	return type < ARRAY_SIZE(type_names) ? type_names[type] : NULL;
}
