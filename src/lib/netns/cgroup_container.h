/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the container and the pod of Kubernetes in the path of a cgroup. */
#ifndef NETNS_CGROUP_CONTAINER_H
#define NETNS_CGROUP_CONTAINER_H

#include <stdbool.h>

#include "cgroup_path.h"

/* What the path of a cgroup shows about a container and its pod; a span with len 0 is not
 * shown by the path. */
struct cgroup_container {
	/* The name of the program that runs the container, such as "docker", which is a
	 * constant string; NULL: the path shows no container. */
	const char *runtime;
	struct span id;
	/* Whether the ID of the container is written with escapes of systemd, such as
	 * "\x2d" for '-'. */
	bool is_escaped;
	/* Whether the ID of the container is also the name of the container. */
	bool id_is_name;
	/* The part of the path that shows the container, if this part is the name of a
	 * unit of systemd; otherwise a span with len 0. */
	struct span unit;
	/* The UID of the pod of Kubernetes, with '-' or '_' between its groups of
	 * digits. */
	struct span pod;
};

/* Sets *ret to the innermost container and the innermost pod that the path shows. Members
 * of *ret for which the path shows nothing are left unchanged. */
void cgroup_find_container(struct span path, struct cgroup_container *ret);

#endif
