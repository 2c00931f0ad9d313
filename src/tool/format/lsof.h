/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of the field output of lsof (-F). */
#ifndef FORMAT_LSOF_H
#define FORMAT_LSOF_H

#include "out.h"

/* Parses the letters of -F into a mask for the member fields of struct out_spec. No
 * letter selects all fields. Returns -EINVAL for an unknown letter. */
int lsof_fields_parse(const char *letters, uint32_t *ret);

/* Returns whether a mask of fields includes the flags of descriptors. */
bool lsof_fields_want_flags(uint32_t fields);

#endif
