/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the names of containers in the state files of container runtimes. The files may
 * contain any bytes. */
#ifndef NETNS_CONTAINER_STATE_H
#define NETNS_CONTAINER_STATE_H

#include "cgroup_path.h"

/* The names of a container and its pod; a name that is not known is NULL. */
struct container_names {
	char *name;
	/* pod_name: the name of the pod of Kubernetes to which the container belongs.
	 * pod_namespace: the namespace of this pod. */
	char *pod_name, *pod_namespace;
};

void container_names_release(struct container_names *names);

/* The functions container_state_docker, _oci, _podman and _conmon read names from a text.
 * A member of *ret, a struct container_names, that is NULL is set if the text has the
 * name; other members are left unchanged. The caller frees the names by
 * container_names_release. The functions return 0, also if the text has no names, or
 * -ENOMEM. */

/* Parses docker's file config.v2.json, which is about one container. */
int container_state_docker(struct span text, const char *id, struct container_names *ret);

/* Parses config.json of the OCI runtime specification, with the annotations of CRI-O,
 * containerd or nerdctl. */
int container_state_oci(struct span text, const char *id, struct container_names *ret);

/* Parses podman's file containers.json, which has all containers. */
int container_state_podman(struct span text, const char *id, struct container_names *ret);

/* Parses the arguments of conmon(8), each of which has a NUL behind it. */
int container_state_conmon(struct span arguments, const char *id,
			   struct container_names *ret);

/* Gets docker's data directory from the text of docker's daemon.json. The caller frees
 * *ret, which stays NULL if the text does not have the directory. Returns 0 or
 * -ENOMEM. */
int container_state_data_root(struct span text, char **ret);

#endif
