/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compat.h"

#include <string.h>

#include "options/dialect.h"
#include "util/cleanup.h"

static const struct dialect *const dialects[] = {
	&dialect_netstat,
	&dialect_lsof,
	&dialect_ss,
};

const struct dialect *compat_dialect(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');
	const char *name = slash ? slash + 1 : argv0;

	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++)
		if (strcmp(dialects[i]->name, name) == 0)
			return dialects[i];
	return &dialect_sockstat;
}
