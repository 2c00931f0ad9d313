/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names in the state files of container runtimes. The files have any bytes. */
#ifndef NETNS_CONTAINER_STATE_H
#define NETNS_CONTAINER_STATE_H

#include "cgroup_path.h"

/* The names of a container. Each is NULL if it is not known. */
struct container_names {
	char *name;
	/* The name of its pod of Kubernetes, and of the namespace of the pod. */
	char *pod_name, *pod_namespace;
};

void container_names_release(struct container_names *names);

/* The functions that follow set members of *ret that are NULL to the names in a text. The
 * caller calls container_names_release. They return 0, also if the text has no names, or
 * -ENOMEM. */

/* Parses config.v2.json of docker. */
int container_state_docker(struct span text, const char *id, struct container_names *ret);

/* Parses config.json of the OCI runtime specification, with the annotations of CRI-O,
 * containerd or nerdctl. */
int container_state_oci(struct span text, const char *id, struct container_names *ret);

/* Parses containers.json of podman, which has all containers. */
int container_state_podman(struct span text, const char *id, struct container_names *ret);

/* Parses the arguments of conmon(8), each with a NUL behind it. */
int container_state_conmon(struct span arguments, const char *id,
			   struct container_names *ret);

/* Gets the directory of docker's files from daemon.json of docker. The caller frees *ret,
 * which stays NULL if the text does not have it. Returns 0 or -ENOMEM. */
int container_state_data_root(struct span text, char **ret);

#endif
