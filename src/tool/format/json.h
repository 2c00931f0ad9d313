/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One JSON object (RFC 8259) a listing, written as it comes. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "out.h"

extern const struct out_ops out_json;

#endif
