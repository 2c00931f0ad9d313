/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out from the cgroup of a process to which unit of systemd, which container and
 * which pod of Kubernetes the process belongs (cgroups(7), proc_pid_cgroup(5)). */
#ifndef NETNS_CGROUP_H
#define NETNS_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many digits of the ID of a container are shown if the container has no name. */
enum { CGROUP_SHORT_ID = 12 };

/* What the cgroup of a process shows. All strings are unescaped and may have any byte but
 * NUL. A string is NULL if the cgroup does not show it. */
struct cgroup_labels {
	/* The path of the cgroup as the kernel shows it: " (deleted)" follows if the
	 * cgroup was removed. */
	const char *path;
	/* unit: the unit of the system manager of systemd that the process is in.
	 * user_unit: its unit of a user manager. */
	const char *unit, *user_unit;
	/* The runtime of the container, a constant string; NULL: the process is in no
	 * container. */
	const char *runtime;
	/* The ID that the runtime gave to the container, in full. */
	const char *id;
	/* The ID of the container is also its name. */
	bool id_is_name;
	/* The UID of the pod of Kubernetes, with '-' between its groups. */
	const char *pod;
	/* The memory of the strings that the other members point to. */
	char text[];
};

/* Parses the text of /proc/<pid>/cgroup, which has any bytes. The caller frees *ret.
 * Returns 0, -EBADMSG if no line names a cgroup, or -ENOMEM. */
int cgroup_parse(const char *text, size_t len, struct cgroup_labels **ret);

/* Reads and parses the file cgroup of a process. The caller frees *ret. Returns 0 or
 * -errno, see proc_read_file() and cgroup_parse(). */
int cgroup_read(int proc_fd, uint32_t pid, struct cgroup_labels **ret);

#endif
