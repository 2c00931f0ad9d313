/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "again.h"

#include <errno.h>

int again_load(int (*load)(void *arg), void *arg)
{
	int r = -EAGAIN;

	for (int i = 0; r == -EAGAIN && i < AGAIN_MAX; i++)
		r = load(arg);
	return r;
}
