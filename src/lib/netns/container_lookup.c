/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "container_lookup.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cgroup.h"
#include "container_state.h"
#include "kernel/lines.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

enum {
	/* STATE_MAX: the maximum number of bytes of a state file. CMDLINE_MAX: the
	 * maximum number of bytes of the command line of conmon(8). */
	STATE_MAX = 4 * 1024 * 1024,
	CMDLINE_MAX = 128 * 1024,
	/* The maximum number of ancestors of a process among which conmon(8) is
	 * searched. */
	PARENTS_MAX = 64,
};

/* The state files of container runtimes. A file whose path has "%s", which stands for the
 * ID of a container, describes only this container; any other file describes all
 * containers of the runtime. */
static const struct source {
	const char *runtime, *path;
	int (*parse)(struct span text, const char *id, struct container_names *ret);
} sources[] = {
	/* "DATA_ROOT" stands for docker's data directory, which docker's daemon.json may
	 * set. */
	{ "docker", "DATA_ROOT/containers/%s/config.v2.json", container_state_docker },
	{ "docker", "/var/snap/docker/common/var-lib-docker/containers/%s/config.v2.json",
	  container_state_docker },
	{ "crio", "/run/containers/storage/overlay-containers/%s/userdata/config.json",
	  container_state_oci },
	{ "crio",
	  "/var/lib/containers/storage/overlay-containers/%s/userdata/config.json",
	  container_state_oci },
	{ "containerd",
	  "/run/containerd/io.containerd.runtime.v2.task/k8s.io/%s/config.json",
	  container_state_oci },
	{ "containerd",
	  "/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/%s/config.json",
	  container_state_oci },
	{ "containerd",
	  "/run/containerd/io.containerd.runtime.v2.task/default/%s/config.json",
	  container_state_oci },
	{ "podman", "/var/lib/containers/storage/overlay-containers/containers.json",
	  container_state_podman },
	{ "podman", "/var/lib/containers/storage/vfs-containers/containers.json",
	  container_state_podman },
};

/* The text of a state file that has all containers of a runtime; text NULL: the file was
 * not read, or cannot be read. */
struct state_file {
	bool is_read;
	char *text;
	size_t len;
};

/* A container whose names were looked up in the state files of runtimes. */
struct container {
	char *id;
	/* Whether the container belongs to a user: its cgroup is below a user manager,
	 * so the user can choose the ID freely. */
	bool is_users;
	struct container_names names;
};

struct container_lookup {
	char *root;
	/* Docker's data directory; NULL: docker's daemon.json was not read. */
	char *data_root;
	struct state_file files[ARRAY_SIZE(sources)];
	struct container *all;
	size_t len, cap;
	/* Maps the hash of a container's ID and is_users to the index of the container in
	 * the array `all`. */
	struct map by_id;
};

int container_lookup_new(const char *root, struct container_lookup **ret)
{
	struct container_lookup *l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	l->root = strdup(root);
	if (!l->root) {
		free(l);
		return -ENOMEM;
	}
	*ret = l;
	return 0;
}

struct container_lookup *container_lookup_free(struct container_lookup *l)
{
	if (!l)
		return NULL;
	for (size_t i = 0; i < l->len; i++) {
		free(l->all[i].id);
		container_names_release(&l->all[i].names);
	}
	for (size_t i = 0; i < ARRAY_SIZE(l->files); i++)
		free(l->files[i].text);
	free(l->all);
	free(l->data_root);
	free(l->root);
	map_release(&l->by_id);
	free(l);
	return NULL;
}

/* Reads a state file. A symbolic link or a file that is no regular file is refused,
 * because opening or reading it could block. Sets *ret to NULL if the file cannot be read
 * or is too long; otherwise the caller frees *ret. Returns 0, -ENOMEM, -EMFILE or
 * -ENFILE. */
static int read_state(const struct container_lookup *l, const char *path, char **ret,
		      size_t *ret_len)
{
	char whole[PATH_MAX];
	struct stat st;

	*ret = NULL;
	if (snprintf(whole, sizeof(whole), "%s%s", l->root, path) >= PATH_MAX ||
	    lstat(whole, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	/* O_NONBLOCK: the file may have been replaced by a FIFO since lstat(2). */
	_cleanup_close_ int fd =
		lines_openat(AT_FDCWD, whole, O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno_is_resource(fd) ? fd : 0;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > STATE_MAX)
		return 0;
	const size_t size = (size_t)st.st_size;
	_cleanup_free_ char *text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	size_t len = 0;
	ssize_t n = 1;

	while (n > 0 && len < size) {
		n = lines_read(fd, text + len, size - len);
		if (n < 0)
			return 0;
		len += (size_t)n;
	}
	*ret = TAKE(text);
	*ret_len = len;
	return 0;
}

/* Sets l->data_root to docker's data directory, unless l->data_root is set already.
 * Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
static int find_data_root(struct container_lookup *l)
{
	_cleanup_free_ char *text = NULL;
	char *found = NULL;
	size_t len = 0;

	if (l->data_root)
		return 0;
	int r = read_state(l, "/etc/docker/daemon.json", &text, &len);
	if (r == 0 && text)
		r = container_state_data_root((struct span){ text, len }, &found);
	if (r < 0)
		return r;
	if (!found || *found != '/') {
		free(found);
		found = strdup("/var/lib/docker");
	}
	l->data_root = found;
	return found ? 0 : -ENOMEM;
}

/* Puts the path of the state file of a container into `path`; if the path is too long,
 * makes `path` empty. Returns 0 or an error of find_data_root. */
static int state_path(struct container_lookup *l, const char *pattern, const char *id,
		      char path[PATH_MAX])
{
	static const char variable[] = "DATA_ROOT";
	const char *root = "";
	const char *end = strstr(pattern, "%s");

	if (strncmp(pattern, variable, sizeof(variable) - 1) == 0) {
		int r = find_data_root(l);
		if (r < 0)
			return r;
		root = l->data_root;
		pattern += sizeof(variable) - 1;
	}
	if (snprintf(path, PATH_MAX, "%s%.*s%s%s", root, (int)(end - pattern), pattern,
		     id, end + 2) >= PATH_MAX)
		*path = '\0';
	return 0;
}

/* Reads the names of a container from the state file that the table `sources` has at
 * index `at`. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
static int read_source(struct container_lookup *l, size_t at, const char *id,
		       struct container_names *ret)
{
	const struct source *source = &sources[at];
	struct state_file *file = &l->files[at];
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	size_t len = 0;
	int r = 0;

	if (strstr(source->path, "%s")) {
		r = state_path(l, source->path, id, path);
		if (r == 0)
			r = read_state(l, path, &text, &len);
		return r < 0 || !text
			       ? r
			       : source->parse((struct span){ text, len }, id, ret);
	}
	if (!file->is_read)
		r = read_state(l, source->path, &file->text, &file->len);
	if (r < 0)
		return r;
	file->is_read = true;
	return file->text ? source->parse((struct span){ file->text, file->len }, id, ret)
			  : 0;
}

static int read_sources(struct container_lookup *l, const struct cgroup_labels *labels,
			struct container_names *ret)
{
	/* Whether the container may be of any runtime, because the cgroup of the process
	 * does not show which runtime has made the container. */
	const bool is_any = strcmp(labels->runtime, "container") == 0 ||
			    strcmp(labels->runtime, "kube") == 0;
	int r = 0;

	for (size_t i = 0; r == 0 && !ret->name && i < ARRAY_SIZE(sources); i++)
		if (is_any || strcmp(labels->runtime, sources[i].runtime) == 0)
			r = read_source(l, i, labels->id, ret);
	return r;
}

/* Sets *ret to the nearest ancestor of the process that is outside the process's
 * container; 0: no ancestor was found. Processes
 * in the container are skipped, because they could pretend to be conmon(8). Returns 0,
 * -ENOMEM, -EMFILE or -ENFILE. */
static int find_outer_parent(const struct container_process *process, const char *id,
			     uint32_t *ret)
{
	uint32_t pid = process->pid, group = 0;
	int r = 0;

	*ret = 0;
	for (int i = 0; i < PARENTS_MAX; i++) {
		_cleanup_free_ struct cgroup_labels *labels = NULL;

		r = proc_read_stat(process->proc_fd, pid, &pid, &group);
		if (r == 0 && pid > 1)
			r = cgroup_read(process->proc_fd, pid, &labels);
		if (r < 0 || !labels)
			break;
		if (!labels->id || strcmp(labels->id, id) != 0) {
			*ret = pid;
			break;
		}
	}
	return errno_is_resource(r) ? r : 0;
}

/* Reads the name of a container of podman from the command line of conmon(8), which is
 * the parent of the first process in the container. Returns 0, -ENOMEM, -EMFILE or
 * -ENFILE. */
static int read_conmon(const struct container_process *process, const char *id,
		       struct container_names *ret)
{
	_cleanup_free_ char *comm = NULL;
	_cleanup_free_ char *cmdline = NULL;
	uint32_t pid = 0;
	size_t len = 0;

	int r = find_outer_parent(process, id, &pid);
	if (r < 0 || !pid)
		return r;
	r = proc_read_comm(process->proc_fd, pid, &comm);
	if (r == 0 && strcmp(comm, "conmon") == 0 &&
	    process->answers(process->arg, process->proc_fd, pid))
		r = proc_read_file(process->proc_fd, proc_path(pid, "cmdline").text,
				   CMDLINE_MAX, &cmdline, &len);
	if (r == 0 && cmdline)
		r = container_state_conmon((struct span){ cmdline, len }, id, ret);
	return errno_is_resource(r) ? r : 0;
}

/* Finds the names of a container. For a container below a user manager, the state files
 * of the system's runtimes are not used: below the user manager, the user can make a
 * cgroup with the ID of any container. */
static int name_container(struct container_lookup *l,
			  const struct container_process *process,
			  const struct cgroup_labels *labels, struct container_names *ret)
{
	int r = 0;

	if (!labels->user_unit)
		r = read_sources(l, labels, ret);
	if (r == 0 && !ret->name && strcmp(labels->runtime, "podman") == 0)
		r = read_conmon(process, labels->id, ret);
	return r;
}

/* Adds a container and its names to l->all. The container takes over the strings of
 * *names. Returns 0 or -ENOMEM. */
static int add_container(struct container_lookup *l, uint64_t key,
			 const struct cgroup_labels *labels,
			 struct container_names *names)
{
	int r = grow(&l->all, &l->cap, l->len + 1, sizeof(*l->all));
	if (r < 0)
		return r;
	char *id = strdup(labels->id);
	if (!id)
		return -ENOMEM;
	r = map_set(&l->by_id, key, (uint32_t)l->len);
	if (r < 0) {
		free(id);
		return r;
	}
	l->all[l->len++] = (struct container){ id, labels->user_unit != NULL, *names };
	*names = (struct container_names){ 0 };
	return 0;
}

/* Returns the entry of a container in l->all; NULL: the container was not looked up yet.
 * Sets *ret_key to the key of the entry in l->by_id, or to the key under which a missing
 * entry can be added. */
static const struct container *find_container(const struct container_lookup *l,
					      const struct cgroup_labels *labels,
					      uint64_t *ret_key)
{
	const bool is_users = labels->user_unit;
	uint64_t key = map_hash(labels->id, strlen(labels->id)) + is_users;
	uint32_t at = map_get(&l->by_id, key);

	while (at != MAP_NONE && (l->all[at].is_users != is_users ||
				  strcmp(l->all[at].id, labels->id) != 0)) {
		key = map_mix(key);
		at = map_get(&l->by_id, key);
	}
	*ret_key = key;
	return at == MAP_NONE ? NULL : &l->all[at];
}

int container_lookup_name(struct container_lookup *l,
			  const struct container_process *process,
			  struct cgroup_labels *labels)
{
	_cleanup_(container_names_release) struct container_names names = { 0 };
	uint64_t key = 0;
	int r = 0;

	if (!labels->id || labels->id_is_name)
		return 0;
	const struct container *found = find_container(l, labels, &key);
	if (!found) {
		r = name_container(l, process, labels, &names);
		if (r == 0)
			r = add_container(l, key, labels, &names);
		if (r < 0)
			return r;
		found = &l->all[l->len - 1];
	}
	labels->name = found->names.name;
	labels->pod_name = found->names.pod_name;
	labels->pod_namespace = found->names.pod_namespace;
	return 0;
}
