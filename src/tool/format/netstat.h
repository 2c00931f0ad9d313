/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of netstat of net-tools 2.10, in which nothing is cut. */
#ifndef FORMAT_NETSTAT_H
#define FORMAT_NETSTAT_H

#include "out.h"

extern const struct out_ops out_netstat;

#endif
