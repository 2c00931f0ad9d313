/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of lsof 4.95: its table, in which nothing is ever cut, and the field output of
 * its -F. */
#ifndef FORMAT_LSOF_H
#define FORMAT_LSOF_H

#include "out.h"

extern const struct out_ops out_lsof;

/* Its -t: pids alone. */
extern const struct out_ops out_lsof_pids;

/* What out_spec.fields selects of it. No layout to be had by name: it takes letters. */
extern const struct out_ops out_lsof_fields;

/* The letters of -F, into out_spec.fields; without any, all. -EINVAL: one is unknown. */
int lsof_fields_parse(const char *letters, uint32_t *ret);

/* Whether the flags of descriptors are among them. */
bool lsof_fields_want_flags(uint32_t fields);

#endif
