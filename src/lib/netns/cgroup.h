/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out from the cgroup of a process to which unit of systemd, which container and
 * which pod of Kubernetes the process belongs (cgroups(7)). */
#ifndef NETNS_CGROUP_H
#define NETNS_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many characters of the ID of a container are shown if the container has no name. */
enum { CGROUP_SHORT_ID = 12 };

/* What the path of the cgroup of a process shows about the process, and names that belong
 * to it. Strings are not escaped and may contain any byte but NUL. A string is NULL if
 * what it shows is not known. */
struct cgroup_labels {
	/* The path of the cgroup as the kernel shows it, with " (deleted)" at its end if
	 * the cgroup was removed. */
	const char *path;
	/* unit: the unit of the system's systemd that the process is in. user_unit: the
	 * unit of a user's systemd that the process is in. */
	const char *unit, *user_unit;
	/* The runtime of the container, which is a constant string; NULL: the process is
	 * in no container. */
	const char *runtime;
	/* The ID that the runtime gave to the container, in its full length. */
	const char *id;
	/* The member id is also the name of the container. */
	bool id_is_name;
	/* The name of the container. If this is not its ID, container_lookup_name() sets
	 * it. */
	const char *name;
	/* The UID of the pod of Kubernetes to which the process belongs, with "-" between
	 * its groups of digits. */
	const char *pod;
	/* The name of the pod, and of its namespace, which container_lookup_name()
	 * sets. */
	const char *pod_name, *pod_namespace;
	/* The memory of the strings to which the other members of this struct point,
	 * except those that container_lookup_name() sets. */
	char text[];
};

/* Returns the unit that is shown of a process: that of a user manager in place of the
 * manager; NULL: the unit is not known. */
static inline const char *cgroup_unit(const struct cgroup_labels *labels)
{
	return labels->user_unit ? labels->user_unit : labels->unit;
}

/* Parses the text of /proc/<pid>/cgroup, which may contain any bytes. The caller frees
 * *ret. Returns 0, -EBADMSG if no line of the text shows the path of a cgroup, or
 * -ENOMEM. */
int cgroup_parse(const char *text, size_t len, struct cgroup_labels **ret);

/* Reads and parses the file cgroup of a process. The caller frees *ret. Returns 0 or
 * -errno of proc_read_file() or cgroup_parse(). */
int cgroup_read(int proc_fd, uint32_t pid, struct cgroup_labels **ret);

#endif
