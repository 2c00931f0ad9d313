/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "aux_dump.h"
#include "diag/families.h"

#include <errno.h>

int aux_dump_read(const struct family_source *from, unsigned int pair, enum which which,
		  sock_fn fn, void *arg)
{
	const enum proto proto = pair / IP_MAX_;
	const struct family_ops *ops = family_ops(proto);
	const struct family_request request = {
		.proto = proto,
		.ip = pair % IP_MAX_,
		.states = proto_desc(proto)->states[which],
	};
	struct family_source own = { .nl = from->nl, .proc_fd = from->proc_fd };
	int r = -ENOENT;

	if (ops->diag && own.nl)
		r = ops->diag(&own, &request, fn, arg);
	if (family_is_missing(r) && ops->proc_net && own.proc_fd >= 0)
		r = ops->proc_net(&own, &request, fn, arg);
	return family_is_missing(r) ? 0 : r;
}
