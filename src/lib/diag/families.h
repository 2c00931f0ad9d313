/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of families: a row per protocol with its two sources, sock_diag and /proc/net. */
#ifndef DIAG_FAMILIES_H
#define DIAG_FAMILIES_H

#include "model/family.h"

/* Returns the row of the protocol. */
const struct family_ops *family_ops(enum proto proto);

#endif
