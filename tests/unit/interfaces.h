/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interfaces of the including test program: 1 is lo, 2 has a hostile name, and others do
 * not exist. */
#ifndef TESTS_INTERFACES_H
#define TESTS_INTERFACES_H

#include <net/if.h>

#include "unit.h"

char *if_indextoname(unsigned int index, char name[IF_NAMESIZE])
{
	static const char *const names[] = { NULL, "lo", "e\x1b\n" };

	if (index >= ARRAY_SIZE(names) || !names[index])
		return NULL;
	snprintf(name, IF_NAMESIZE, "%s", names[index]);
	return name;
}

#endif
