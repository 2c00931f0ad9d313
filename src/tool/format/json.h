/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The JSON layout: one object (RFC 8259) per listing, written while sockets arrive. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "out.h"

extern const struct out_ops out_json;

#endif
