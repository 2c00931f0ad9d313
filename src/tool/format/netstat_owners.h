/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of the netstat layout that tell the processes at the ends of a socket. */
#ifndef FORMAT_NETSTAT_OWNERS_H
#define FORMAT_NETSTAT_OWNERS_H

#include "netstat_columns.h"

bool netstat_with_programs(const struct out_spec *spec);
bool netstat_with_executables(const struct out_spec *spec);
bool netstat_with_peer_programs(const struct out_spec *spec);
bool netstat_with_peer_executables(const struct out_spec *spec);
void netstat_put_owners(const struct netstat_row *r);
void netstat_put_peers(const struct netstat_row *r);

/* Each is two rows of a table of columns, one of which is shown. */
#define NETSTAT_OWNERS                                                                   \
	{ "PID/Program name    ", 20, netstat_with_programs, netstat_put_owners },       \
	{                                                                                \
		"PID/Executable      ", 20, netstat_with_executables, netstat_put_owners \
	}
#define NETSTAT_PEERS                                                                    \
	{ "Peer PID/Program name    ", 25, netstat_with_peer_programs,                   \
	  netstat_put_peers },                                                           \
	{                                                                                \
		"Peer PID/Executable      ", 25, netstat_with_peer_executables,          \
			netstat_put_peers                                                \
	}

#endif
