/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "container_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "util/cleanup.h"

void container_names_release(struct container_names *names)
{
	free(names->name);
	free(names->pod_name);
	free(names->pod_namespace);
	*names = (struct container_names){ 0 };
}

/* Sets *text to the decoded string that a JSON object has under a key, unless *text is
 * set already. An empty string counts as no string. Returns 0 or -ENOMEM. */
static int take(struct span object, const char *key, char **text)
{
	struct span value;

	if (*text || !json_find(object, key, &value) || value.len <= 2)
		return 0;
	return json_decode(value, text) == -ENOMEM ? -ENOMEM : 0;
}

/* Reads the names of a container from a JSON object, under the keys that Kubernetes,
 * containerd, CRI-O and nerdctl use. Returns 0 or -ENOMEM. */
static int take_annotations(struct span object, struct container_names *ret)
{
	const struct {
		const char *key;
		char **text;
	} keys[] = {
		{ "io.kubernetes.container.name", &ret->name },
		{ "io.kubernetes.cri.container-name", &ret->name },
		{ "io.kubernetes.cri-o.ContainerName", &ret->name },
		{ "nerdctl/name", &ret->name },
		{ "io.kubernetes.pod.name", &ret->pod_name },
		{ "io.kubernetes.cri.sandbox-name", &ret->pod_name },
		{ "io.kubernetes.cri-o.KubeName", &ret->pod_name },
		{ "io.kubernetes.pod.namespace", &ret->pod_namespace },
		{ "io.kubernetes.cri.sandbox-namespace", &ret->pod_namespace },
		{ "io.kubernetes.cri-o.Namespace", &ret->pod_namespace },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(keys); i++)
		r = take(object, keys[i].key, keys[i].text);
	return r;
}

int container_state_docker(struct span text, const char *id, struct container_names *ret)
{
	_cleanup_free_ char *name = NULL;
	struct span config, labels;
	int r = 0;

	(void)id;
	if (json_find(text, "Config", &config) && json_find(config, "Labels", &labels))
		r = take_annotations(labels, ret);
	if (r == 0 && !ret->name)
		r = take(text, "Name", &name);
	if (r < 0 || !name)
		return r;
	const char *bare = name + (*name == '/');

	ret->name = *bare ? strdup(bare) : NULL;
	return *bare && !ret->name ? -ENOMEM : 0;
}

int container_state_oci(struct span text, const char *id, struct container_names *ret)
{
	_cleanup_free_ char *labels = NULL;
	struct span annotations;

	(void)id;
	if (!json_find(text, "annotations", &annotations))
		return 0;
	int r = take_annotations(annotations, ret);
	/* CRI-O puts the labels of Kubernetes as JSON into one annotation. */
	if (r == 0)
		r = take(annotations, "io.kubernetes.cri-o.Labels", &labels);
	return r < 0 || !labels
		       ? r
		       : take_annotations((struct span){ labels, strlen(labels) }, ret);
}

int container_state_podman(struct span text, const char *id, struct container_names *ret)
{
	struct span container, value, name;

	while (!ret->name && json_next(&text, &container))
		if (json_find(container, "id", &value) && json_is(value, id) &&
		    json_find(container, "names", &value) && json_next(&value, &name) &&
		    name.len > 2 && json_decode(name, &ret->name) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

/* Gets the first argument of *rest, the remaining arguments of a command line, and moves
 * *rest behind the argument. Returns false if *rest is empty, or if its last argument is
 * cut. */
static bool next_argument(struct span *rest, struct span *ret)
{
	const char *end = memchr(rest->at, '\0', rest->len);

	if (!end)
		return false;
	*ret = (struct span){ rest->at, (size_t)(end - rest->at) };
	*rest = span_from(*rest, ret->len + 1);
	return true;
}

int container_state_conmon(struct span arguments, const char *id,
			   struct container_names *ret)
{
	struct span option, argument, name = { 0 };
	bool is_it = false;

	if (ret->name || !next_argument(&arguments, &option))
		return 0;
	while (next_argument(&arguments, &option)) {
		const bool is_id =
			strcmp(option.at, "-c") == 0 || strcmp(option.at, "--cid") == 0;
		const bool is_name =
			strcmp(option.at, "-n") == 0 || strcmp(option.at, "--name") == 0;

		if ((!is_id && !is_name) || !next_argument(&arguments, &argument))
			continue;
		if (is_id)
			is_it = strcmp(argument.at, id) == 0;
		else
			name = argument;
	}
	if (!is_it || !name.len)
		return 0;
	ret->name = strdup(name.at);
	return ret->name ? 0 : -ENOMEM;
}

int container_state_data_root(struct span text, char **ret)
{
	const int r = take(text, "data-root", ret);

	/* Before docker 17.05, the key of docker's data directory was "graph". */
	return r < 0 ? r : take(text, "graph", ret);
}
