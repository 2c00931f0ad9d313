/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name.h"

#include <arpa/inet.h>
#include <string.h>

bool name_is_distinct(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct in_addr number;

	return strpbrk(name, letters) && !strchr(name, ':') && !inet_aton(name, &number);
}
