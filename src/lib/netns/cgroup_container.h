/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The container and the pod in the path of a cgroup. */
#ifndef NETNS_CGROUP_CONTAINER_H
#define NETNS_CGROUP_CONTAINER_H

#include <stdbool.h>

#include "cgroup_path.h"

/* What the path of a cgroup shows of a container; a part with len 0 is not shown. */
struct cgroup_container {
	/* The runtime, a constant string; NULL: there is no container. */
	const char *runtime;
	struct span id;
	/* The ID has escapes of systemd: "\x2d". */
	bool is_escaped;
	/* The ID of the container is also its name. */
	bool id_is_name;
	/* The part of the path that shows the container, if it is a unit. */
	struct span unit;
	/* The UID of a pod of Kubernetes, with '-' or '_' between its groups. */
	struct span pod;
};

/* Finds the innermost container and the innermost pod in a path. Leaves *ret unchanged
 * where the path does not show them. */
void cgroup_find_container(struct span path, struct cgroup_container *ret);

#endif
