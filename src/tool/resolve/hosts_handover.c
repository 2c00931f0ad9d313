/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts_handover.h"

#include <string.h>

#include "hosts.h"
#include "model/addr.h"
#include "privilege/child.h"
#include "text/escape.h"
#include "util/cleanup.h"

/* The length at which a name is cut: one byte more than is shown, so that a longer name is
 * still marked as cut. */
enum { CARRIED_MAX = ESCAPE_MAX + 1 };

/* The header before each name. The name has no NUL at its end. */
struct header {
	/* the address of the host; family 0: the header is the end mark */
	struct addr addr;
	/* the length of the name; 0: no name was found */
	uint16_t name_len;
};

static int write_name(const struct addr *a, const char *name, void *arg)
{
	const int *fd = arg;
	const struct header header = {
		.addr = *a,
		.name_len = (uint16_t)strnlen(name ? name : "", CARRIED_MAX),
	};

	int r = child_write(*fd, &header, sizeof(header));
	return r ? r : child_write(*fd, name, header.name_len);
}

int hosts_handover_write(const struct hosts *h, int fd)
{
	const struct header end = { 0 };

	int r = hosts_each_answered(h, write_name, &fd);
	return r ? r : child_write(fd, &end, sizeof(end));
}

int hosts_handover_read(struct hosts *h, const struct child *child)
{
	struct header header;
	char name[CARRIED_MAX + 1];
	int r = 0;

	while ((r = child_read(child, &header, sizeof(header))) == 0) {
		if (!header.addr.family)
			return 0;
		if ((header.addr.family != AF_INET && header.addr.family != AF_INET6) ||
		    header.name_len >= sizeof(name))
			return -EBADMSG;
		r = child_read(child, name, header.name_len);
		if (r < 0)
			return r;
		name[header.name_len] = '\0';
		const struct addr a = addr_make(header.addr.family, header.addr.bytes);
		r = hosts_learn(h, &a, header.name_len ? name : NULL);
		if (r < 0)
			return r;
	}
	return r;
}
