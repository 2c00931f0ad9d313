/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses one line of /proc/<pid>/cgroup, and finds in the path on this line the units of
 * systemd to which the process belongs, by the rules of systemd's document "cgroup
 * delegation". */
#include "cgroup.h"

#include <errno.h>
#include <string.h>

#include "cgroup_container.h"
#include "cgroup_path.h"
#include "kernel/proc.h"
#include "util/cleanup.h"

/* The maximum number of bytes that are read from /proc/<pid>/cgroup, in which the kernel
 * shows a line of at most PATH_MAX bytes for each hierarchy. */
enum { CGROUP_FILE_MAX = 128 * 1024 };

static const char deleted[] = " (deleted)";

/* Returns the name of a cgroup without a '_' at its beginning, which systemd puts before
 * a name that the kernel could take for the name of one of its own files. */
static struct span without_escape(struct span part)
{
	struct span name = part;

	(void)span_skip(part, "_", &name);
	return name;
}

/* Gets the unit of systemd that follows the slices at the beginning of *rest, the
 * remaining part of the path of a cgroup, and moves *rest behind the unit. Returns false
 * if something other than a unit follows the slices. */
static bool take_unit(struct span *rest, struct span *ret)
{
	struct span part;

	do {
		if (!span_next(rest, &part))
			return false;
		part = without_escape(part);
	} while (cgroup_is_unit_of(part, ".slice"));
	if (!cgroup_is_unit(part))
		return false;
	*ret = part;
	return true;
}

/* Returns whether the unit is user@UID.service, the systemd that manages the units of a
 * user. */
static bool is_user_manager(struct span unit)
{
	struct span uid;

	if (!span_skip(unit, "user@", &uid) || !span_cut(uid, ".service", &uid))
		return false;
	for (size_t i = 0; i < uid.len; i++)
		if (uid.at[i] < '0' || uid.at[i] > '9')
			return false;
	return uid.len;
}

/* The parts of the path of a process's cgroup that are shown to the user; a part that the
 * path lacks has len 0. */
struct found {
	struct span path, unit, user_unit;
	struct cgroup_container container;
};

static void find_labels(struct span path, struct found *ret)
{
	struct span rest = path;

	ret->path = path;
	(void)span_cut(rest, deleted, &rest);
	cgroup_find_container(rest, &ret->container);
	/* Only the outermost unit of systemd in a cgroup's path counts. Further units in
	 * the path belong to a systemd inside a container, and the systemd that started
	 * the container does not know these units. */
	if (!take_unit(&rest, &ret->unit))
		ret->unit = ret->container.unit;
	else if (is_user_manager(ret->unit))
		(void)take_unit(&rest, &ret->user_unit);
}

/* Splits a line of /proc/<pid>/cgroup, which has the form "NUMBER:CONTROLLERS:PATH".
 * Returns false if the line is malformed. */
static bool split_line(struct span line, struct span *ret_controllers,
		       struct span *ret_path)
{
	const char *first = memchr(line.at, ':', line.len);
	const char *end = line.at + line.len;
	const char *second =
		first ? memchr(first + 1, ':', (size_t)(end - first - 1)) : NULL;

	if (!second || second + 1 == end || second[1] != '/' ||
	    memchr(line.at, '\0', line.len))
		return false;
	*ret_controllers = (struct span){ first + 1, (size_t)(second - first - 1) };
	*ret_path = (struct span){ second + 1, (size_t)(end - second - 1) };
	return true;
}

/* Gets the controllers and the path in the next well-formed line of *rest, the remaining
 * text of /proc/<pid>/cgroup, and moves *rest behind this line. Returns false if *rest
 * has no well-formed line. */
static bool next_path(struct span *rest, struct span *ret_controllers,
		      struct span *ret_path)
{
	while (rest->len) {
		const char *newline = memchr(rest->at, '\n', rest->len);
		const struct span line = { rest->at,
					   newline ? (size_t)(newline - rest->at)
						   : rest->len };

		*rest = span_from(*rest, line.len + (newline != NULL));
		if (split_line(line, ret_controllers, ret_path))
			return true;
	}
	return false;
}

/* Chooses a path from the text of /proc/<pid>/cgroup: the path of the unified hierarchy
 * if it is longer than "/", else the path of systemd's hierarchy if it is longer than
 * "/", else the longest path. Returns a span with len 0 if no line has a path. */
static struct span choose_path(struct span text)
{
	struct span unified = { 0 }, systemd = { 0 }, longest = { 0 };
	struct span controllers, path, name;

	while (next_path(&text, &controllers, &path)) {
		if (!controllers.len)
			unified = path;
		else if (span_skip(controllers, "name=systemd", &name) && !name.len)
			systemd = path;
		if (path.len > longest.len)
			longest = path;
	}
	return unified.len > 1 ? unified : systemd.len > 1 ? systemd : longest;
}

/* If *ret has no container yet, finds a container in any line of the text of
 * /proc/<pid>/cgroup. Where cgroups of version 1 and 2 are mounted, the path of version 2
 * may lack the container, because a runtime moves its processes only in the hierarchies
 * of version 1. */
static void find_any_container(struct span text, struct cgroup_container *ret)
{
	struct span controllers, path;

	while (!ret->runtime && next_path(&text, &controllers, &path)) {
		(void)span_cut(path, deleted, &path);
		cgroup_find_container(path, ret);
	}
}

/* Returns the byte for which an escape "\xNN" at the beginning of the text stands; 0: the
 * text does not begin with an escape, or the escape stands for NUL, which no string can
 * contain. */
static char escaped_byte(struct span text)
{
	static const char digits[16] = "0123456789abcdef";
	const char *high = text.len < 4 || text.at[0] != '\\' || text.at[1] != 'x'
				   ? NULL
				   : memchr(digits, text.at[2], sizeof(digits));
	const char *low = high ? memchr(digits, text.at[3], sizeof(digits)) : NULL;

	return (char)(low ? (high - digits) * 16 + (low - digits) : 0);
}

/* Copies a part of a path, and a NUL behind the part, to the address *to, and moves *to
 * behind the NUL. Returns the copy; NULL: the part is empty. */
static const char *copy(char **to, struct span part)
{
	char *at = *to;

	if (!part.len)
		return NULL;
	memcpy(at, part.at, part.len);
	at[part.len] = '\0';
	*to = at + part.len + 1;
	return at;
}

/* Copies a part of a path, with the escapes of systemd decoded, and a NUL behind the part
 * to the address *to, and moves *to behind the NUL. Returns the copy; NULL: the part is
 * empty. */
static const char *copy_decoded(char **to, struct span part)
{
	char *at = *to;

	while (part.len) {
		const char byte = escaped_byte(part);

		*(*to)++ = (char)(byte ? byte : *part.at);
		part = span_from(part, byte ? 4 : 1);
	}
	if (at == *to)
		return NULL;
	*(*to)++ = '\0';
	return at;
}

/* Copies the UID of a pod, with '-' for each '_', and a NUL behind the UID to the address
 * *to, and moves *to behind the NUL. Returns the copy; NULL: the UID is empty. */
static const char *copy_pod(char **to, struct span pod)
{
	char *at = *to;
	const char *copied = copy(to, pod);

	for (size_t i = 0; i < pod.len; i++)
		if (at[i] == '_')
			at[i] = '-';
	return copied;
}

int cgroup_parse(const char *text, size_t len, struct cgroup_labels **ret)
{
	const struct span all = { text, len };
	struct found found = { 0 };
	const struct span path = choose_path(all);

	if (!path.len)
		return -EBADMSG;
	find_labels(path, &found);
	find_any_container(all, &found.container);

	const struct cgroup_container *container = &found.container;
	const size_t size = path.len + found.unit.len + found.user_unit.len +
			    container->id.len + container->pod.len + 5;
	struct cgroup_labels *labels = malloc(sizeof(*labels) + size);
	if (!labels)
		return -ENOMEM;
	char *to = labels->text;

	labels->path = copy(&to, path);
	labels->unit = copy(&to, found.unit);
	labels->user_unit = copy(&to, found.user_unit);
	labels->id = container->is_escaped ? copy_decoded(&to, container->id)
					   : copy(&to, container->id);
	labels->pod = copy_pod(&to, container->pod);
	labels->runtime = container->runtime;
	labels->id_is_name = container->id_is_name;
	labels->name = labels->id_is_name ? labels->id : NULL;
	labels->pod_name = labels->pod_namespace = NULL;
	*ret = labels;
	return 0;
}

int cgroup_read(int proc_fd, uint32_t pid, struct cgroup_labels **ret)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	int r = proc_read_file(proc_fd, proc_path(pid, "cgroup").text, CGROUP_FILE_MAX,
			       &text, &len);
	return r < 0 ? r : cgroup_parse(text, len, ret);
}
