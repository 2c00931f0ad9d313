/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions for the letters of option -F of lsof, which select the fields of its field
 * output. */
#ifndef FORMAT_LSOF_H
#define FORMAT_LSOF_H

#include "out.h"

/* Parses the letters of option -F of lsof into a mask for out_spec.fields. If no letter
 * names a field, all fields are selected. Returns 0, or -EINVAL for an unknown letter. */
int lsof_fields_parse(const char *letters, uint32_t *ret);

/* Returns whether a mask of fields of lsof -F includes the flags of descriptors. */
bool lsof_fields_want_flags(uint32_t fields);

#endif
