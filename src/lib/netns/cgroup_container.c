/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The forms of the names that runtimes give to the cgroups of their containers. The
 * cgroup of a process that watches a container (conmon, lxc.monitor, supervisor) has a
 * name of another form, because this process is not in the container. */
#include "cgroup_container.h"

#include <string.h>

#include "util/cleanup.h"

/* The number of digits in the ID of a container that follows the specification of OCI. */
enum { ID_DIGITS = 64 };

/* A part of the path of a cgroup, and the parts before and after this part; a part with
 * len 0 does not exist. */
struct place {
	struct span part, before, after;
	/* Whether the cgroup belongs to Kubernetes, because `part` or an earlier part of
	 * the path has the word "kubepods". */
	bool is_in_kube;
};

static bool is_word(struct span span, const char *word)
{
	return span.len == strlen(word) && memcmp(span.at, word, span.len) == 0;
}

/* Returns how many bytes at the beginning of the text are characters of the string
 * `characters`. */
static size_t count(struct span text, const char *characters)
{
	size_t n = 0;

	while (n < text.len && text.at[n] && strchr(characters, text.at[n]))
		n++;
	return n;
}

static const char decimal[] = "0123456789";
static const char hex[] = "0123456789abcdef";

/* Returns whether the text is the ID of a container: 64 hexadecimal digits or, in Amazon
 * ECS, 32 hexadecimal digits, "-" and a number. */
static bool is_id(struct span text)
{
	const size_t digits = count(text, hex);

	if (digits == text.len)
		return digits == ID_DIGITS;
	const struct span number = span_from(text, digits);

	return digits == 32 && number.len >= 2 && number.len <= 11 && *number.at == '-' &&
	       count(span_from(number, 1), decimal) == number.len - 1;
}

static void set(struct cgroup_container *ret, const char *runtime, struct span id)
{
	ret->runtime = runtime;
	ret->id = id;
	ret->is_escaped = ret->id_is_name = false;
}

static void set_named(struct cgroup_container *ret, const char *runtime, struct span name,
		      bool is_escaped)
{
	if (!name.len)
		return;
	set(ret, runtime, name);
	ret->id_is_name = true;
	ret->is_escaped = is_escaped;
}

/* Finds a container from a part of the path that has a prefix: "docker-ID.scope" if the
 * runtime has asked systemd to make the cgroup; "libpod-ID" or "SLICE:cri-containerd:ID"
 * if the runtime has made the cgroup itself. */
static void find_prefixed(const struct place *place, struct cgroup_container *ret)
{
	static const struct {
		const char *name, *runtime;
	} runtimes[] = {
		{ "docker", "docker" },      { "libpod", "podman" },
		{ "crio", "crio" },          { "cri-containerd", "containerd" },
		{ "nerdctl", "containerd" },
	};
	struct span text = place->part;
	struct span id;

	(void)span_cut(text, ".scope", &text);
	const char *colon = memrchr(text.at, ':', text.len);
	if (colon && colon > text.at) {
		const char *before = memrchr(text.at, ':', (size_t)(colon - text.at));

		text = span_from(text, before ? (size_t)(before + 1 - text.at) : 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(runtimes); i++)
		if (span_skip(text, runtimes[i].name, &id) && id.len &&
		    *id.at == (colon ? ':' : '-') && is_id(span_from(id, 1)))
			set(ret, runtimes[i].runtime, span_from(id, 1));
}

/* Finds a container from a part of the path that is only the ID of the container, because
 * the runtime has made the cgroup itself. The part before the ID may show which program
 * asked for the container. */
static void find_bare(const struct place *place, struct cgroup_container *ret)
{
	if (is_id(place->part))
		set(ret,
		    is_word(place->before, "docker") ? "docker"
		    : place->is_in_kube              ? "kube"
						     : "container",
		    place->part);
}

/* Finds a container of LXC from a part of the path of the form "lxc.payload.NAME" or,
 * before LXC 4.0, "lxc/NAME". */
static void find_lxc(const struct place *place, struct cgroup_container *ret)
{
	struct span name;

	if (span_skip(place->part, "lxc.payload.", &name))
		set_named(ret, "lxc", name, false);
	else if ((is_word(place->before, "lxc") ||
		  is_word(place->before, "lxc.payload")) &&
		 !span_skip(place->part, "lxc.", &name))
		set_named(ret, "lxc", place->part, false);
}

/* Finds a container of systemd-nspawn or machined from a part of the path of the form
 * "systemd-nspawn@NAME.service" or "machine-NAME.scope". Behind this part, "payload" has
 * the processes of the container, and "supervisor" has the process that watches the
 * container. */
static void find_machine(const struct place *place, struct cgroup_container *ret)
{
	struct span name;

	if (is_word(place->after, "supervisor"))
		return;
	if (span_skip(place->part, "systemd-nspawn@", &name) &&
	    span_cut(name, ".service", &name) && place->after.len)
		set_named(ret, "nspawn", name, true);
	else if (span_skip(place->part, "machine-", &name) &&
		 span_cut(name, ".scope", &name))
		set_named(ret, is_word(place->after, "payload") ? "nspawn" : "machine",
			  name, true);
}

/* Finds a snap from a part of the path of the form "snap.NAME.APP-UUID.scope" or
 * "snap.NAME.APP.service". */
static void find_snap(const struct place *place, struct cgroup_container *ret)
{
	struct span name;

	if (!cgroup_is_unit(place->part) || !span_skip(place->part, "snap.", &name))
		return;
	const char *dot = memchr(name.at, '.', name.len);

	if (dot)
		set_named(ret, "snap", (struct span){ name.at, (size_t)(dot - name.at) },
			  true);
}

/* Finds a Flatpak from a part of the path of the form "app-flatpak-NAME-NUMBER.scope" or
 * "app-flatpak-NAME@INSTANCE.service". */
static void find_flatpak(const struct place *place, struct cgroup_container *ret)
{
	struct span name;

	if (!span_skip(place->part, "app-flatpak-", &name) &&
	    !span_skip(place->part, "flatpak-", &name))
		return;
	const char end = span_cut(name, ".scope", &name) ? '-' : '@';
	const char *at = memrchr(name.at, end, name.len);

	if (at && (end == '-' || span_cut(name, ".service", &name)))
		set_named(ret, "flatpak",
			  (struct span){ name.at, (size_t)(at - name.at) }, true);
}

/* Returns the length of the UID of a pod with which the text begins; 0: the text does not
 * begin with the UID of a pod. The UID is a UUID or, for a pod that is described by a
 * file, a checksum of 32 digits. */
static size_t count_pod(struct span text)
{
	static const char groups[] = { 8, 4, 4, 4, 12 };
	size_t at = count(text, hex);

	if (at == 32)
		return at;
	at = 0;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		if (i && (at == text.len || !strchr("-_", text.at[at]) || !text.at[at]))
			return 0;
		at += i != 0;
		if (count(span_from(text, at), hex) != (size_t)groups[i])
			return 0;
		at += (size_t)groups[i];
	}
	return at;
}

/* Finds the UID of a pod in a part of a path that has the form "podUID" or
 * "kubepods-burstable-podUID.slice"; ":RUNTIME:ID" may follow. */
static void find_pod(struct span part, struct cgroup_container *ret)
{
	struct span uid, end;

	for (size_t i = 0; i < part.len; i++) {
		if ((i && part.at[i - 1] != '-') ||
		    !span_skip(span_from(part, i), "pod", &uid))
			continue;
		uid.len = count_pod(uid);
		end = span_from(part, (size_t)(uid.at + uid.len - part.at));
		if (uid.len && (!end.len || (span_skip(end, ".slice", &end) &&
					     (!end.len || *end.at == ':'))))
			ret->pod = uid;
	}
}

void cgroup_find_container(struct span path, struct cgroup_container *ret)
{
	static void (*const forms[])(const struct place *place,
				     struct cgroup_container *ret) = {
		find_prefixed, find_bare, find_lxc, find_machine, find_snap, find_flatpak,
	};
	struct place place = { 0 };

	(void)span_next(&path, &place.after);
	while (place.after.len) {
		const char *runtime_before = ret->runtime;
		const struct span id_before = ret->id;

		place.before = place.part;
		place.part = place.after;
		if (!span_next(&path, &place.after))
			place.after.len = 0;
		place.is_in_kube |=
			memmem(place.part.at, place.part.len, "kubepods", 8) != NULL;
		find_pod(place.part, ret);
		for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
			forms[i](&place, ret);
		if (ret->runtime == runtime_before && ret->id.at == id_before.at)
			continue;
		ret->unit = (struct span){ 0 };
		if (cgroup_is_unit(place.part))
			ret->unit = place.part;
	}
}
