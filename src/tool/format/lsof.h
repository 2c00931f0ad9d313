/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts of lsof 4.95: its table, in which nothing is cut, its field output (-F) and
 * its list of pids (-t). */
#ifndef FORMAT_LSOF_H
#define FORMAT_LSOF_H

#include "out.h"

extern const struct out_ops out_lsof;

/* The output of lsof -t. */
extern const struct out_ops out_lsof_pids;

/* The output of lsof -F with the fields in out_spec.fields. --layout does not offer it,
 * since it takes letters. */
extern const struct out_ops out_lsof_fields;

/* Parses the letters of -F for out_spec.fields; none selects all. -EINVAL: a letter is
 * unknown. */
int lsof_fields_parse(const char *letters, uint32_t *ret);

/* Whether the fields include the flags of descriptors. */
bool lsof_fields_want_flags(uint32_t fields);

#endif
