/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of inner facts in the netstat layout, which netstat has not. */
#ifndef FORMAT_NETSTAT_FACTS_H
#define FORMAT_NETSTAT_FACTS_H

#include "netstat_columns.h"

bool netstat_with_memory(const struct out_spec *spec);
bool netstat_with_tcp_info(const struct out_spec *spec);
void netstat_put_memory(const struct netstat_row *r);
void netstat_put_tcp_info(const struct netstat_row *r);

#define NETSTAT_MEMORY                                                                   \
	{                                                                                \
		"Memory                                            ", 50,                \
			netstat_with_memory, netstat_put_memory                          \
	}
#define NETSTAT_TCP_INFO                                                                 \
	{                                                                                \
		"TCP info", 0, netstat_with_tcp_info, netstat_put_tcp_info               \
	}

#endif
