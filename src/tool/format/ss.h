/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of ss of iproute2 6.1, always with one line per socket. */
#ifndef FORMAT_SS_H
#define FORMAT_SS_H

#include "out.h"

extern const struct out_ops out_ss;

#endif
