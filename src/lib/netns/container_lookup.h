/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks up the names of containers, each ID once, in the state files of docker, podman,
 * CRI-O and containerd, and in the command line of conmon(8). No daemon is asked. */
#ifndef NETNS_CONTAINER_LOOKUP_H
#define NETNS_CONTAINER_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

struct cgroup_labels;
struct container_lookup;

/* Makes *ret a look-up that reads the state files below the directory `root` ("": the
 * files of this machine). Returns 0 or -ENOMEM. */
int container_lookup_new(const char *root, struct container_lookup **ret);
struct container_lookup *container_lookup_free(struct container_lookup *l);

/* A process in the container, from which conmon(8) is found. */
struct container_process {
	int proc_fd;
	uint32_t pid;
	/* Returns whether the command line of a process can be read without blocking
	 * for long. */
	bool (*answers)(void *arg, int proc_fd, uint32_t pid);
	void *arg;
};

/* Sets the names in *labels, as far as they can be found. The names are freed by
 * container_lookup_free. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int container_lookup_name(struct container_lookup *l,
			  const struct container_process *process,
			  struct cgroup_labels *labels);

#endif
