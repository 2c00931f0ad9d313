/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf_retry.h"

#include <errno.h>

int bpf_load_retrying(int (*load)(void *arg), void *arg)
{
	int r = -EAGAIN;

	for (int i = 0; r == -EAGAIN && i < BPF_LOAD_TRIES; i++)
		r = load(arg);
	return r;
}
