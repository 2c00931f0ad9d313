/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks up the names of containers, only once for each ID, in the state files of docker,
 * podman, CRI-O and containerd, and in the command line of conmon(8). No daemon is
 * asked. */
#ifndef NETNS_CONTAINER_LOOKUP_H
#define NETNS_CONTAINER_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

struct cgroup_labels;
struct container_lookup;

/* Sets *ret to a new look-up of containers, which reads the state files below the
 * directory `root` ("": the files of this machine). Returns 0 or -ENOMEM. */
int container_lookup_new(const char *root, struct container_lookup **ret);
struct container_lookup *container_lookup_free(struct container_lookup *l);

/* A process in a container, among whose ancestors conmon(8), the process that watches the
 * container, is searched. */
struct container_process {
	int proc_fd;
	uint32_t pid;
	/* A function that returns whether the command line of a process can be read
	 * without blocking for long. */
	bool (*answers)(void *arg, int proc_fd, uint32_t pid);
	void *arg;
};

/* Sets the names of the container and its pod in *labels, as far as they can be found.
 * container_lookup_free() frees the names. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int container_lookup_name(struct container_lookup *l,
			  const struct container_process *process,
			  struct cgroup_labels *labels);

#endif
