/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out from the cgroup of a process to which unit of systemd, which container and
 * which pod of Kubernetes the process belongs (cgroups(7)). */
#ifndef NETNS_CGROUP_H
#define NETNS_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number of characters of a container's ID that are shown if the container has no
 * name. */
enum { CGROUP_SHORT_ID = 12 };

/* What the path of a process's cgroup shows about the process, and the names of its
 * container and pod. Strings are not escaped and may contain any byte but NUL. A string
 * that is not known is NULL. */
struct cgroup_labels {
	/* The path of the cgroup as the kernel shows it, with " (deleted)" at its end if
	 * the cgroup was removed. */
	const char *path;
	/* unit: the unit of the system's systemd to which the process belongs. user_unit:
	 * the unit of a user's systemd to which the process belongs. */
	const char *unit, *user_unit;
	/* The name of the program that runs the container, such as "docker", which is a
	 * constant string; NULL: the process is in no container. */
	const char *runtime;
	/* The ID that the runtime gave to the container, in its full length. */
	const char *id;
	/* Whether the ID of the container is also the name of the container. */
	bool id_is_name;
	/* The name of the container; if the name differs from the ID,
	 * container_lookup_name() sets this member. */
	const char *name;
	/* The UID of the pod of Kubernetes to which the process belongs, with "-" between
	 * its groups of digits. */
	const char *pod;
	/* pod_name: the name of the pod of Kubernetes to which the process belongs.
	 * pod_namespace: the namespace of this pod. Both are set by
	 * container_lookup_name(). */
	const char *pod_name, *pod_namespace;
	/* The memory of the strings to which the other members of this struct point,
	 * except those that container_lookup_name() sets. */
	char text[];
};

/* Returns the unit of systemd that is shown for a process: user_unit if it is known, else
 * unit; NULL: no unit is known. */
static inline const char *cgroup_unit(const struct cgroup_labels *labels)
{
	return labels->user_unit ? labels->user_unit : labels->unit;
}

/* Parses the text of /proc/<pid>/cgroup, which may contain any bytes. The caller frees
 * *ret. Returns 0, -EBADMSG if no line of the text shows the path of a cgroup, or
 * -ENOMEM. */
int cgroup_parse(const char *text, size_t len, struct cgroup_labels **ret);

/* Reads and parses /proc/<pid>/cgroup. The caller frees *ret. Returns 0 or -errno of
 * proc_read_file() or cgroup_parse(). */
int cgroup_read(int proc_fd, uint32_t pid, struct cgroup_labels **ret);

#endif
