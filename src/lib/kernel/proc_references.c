/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc_references.h"

#include <stdio.h>
#include <string.h>

#include "lines.h"
#include "proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

enum { PATH_ROOM = 32, RELEASE_MAX = 64 };

int procref_open_maps(struct lines *l, int proc_fd, uint32_t pid)
{
	char path[PATH_ROOM];

	if (pid == PROC_HERE)
		return lines_open(l, proc_fd, "maps");
	snprintf(path, sizeof(path), "%u/maps", pid);
	return lines_open(l, proc_fd, path);
}

int procref_open_ring(struct lines *l, int fd_dirfd, uint32_t fd)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "../fdinfo/%u", fd);
	return lines_open(l, fd_dirfd, path);
}

int procref_open_ring_here(struct lines *l, int dir_fd, uint32_t fd)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "fdinfo/%u", fd);
	return lines_open(l, dir_fd, path);
}

/* Returns the name in "ADDRESSES rw-s OFFSET DEVICE INODE NAME\n", see proc_pid_maps(5), or
 * NULL. The name of a file with a path begins with a slash, and the kernel escapes newlines
 * in it. */
static const char *name_of_mapping(const char *line)
{
	enum { FIELDS_BEFORE = 5 };

	for (int i = 0; i < FIELDS_BEFORE; i++) {
		line = strchr(line, ' ');
		if (!line)
			return NULL;
		line++;
	}
	return line + strspn(line, " ");
}

/* Returns the name in " 0: NAME\n" below "UserFiles:", or NULL. */
static const char *name_of_registered(const char *line)
{
	line += strspn(line, " ");
	const size_t digits = strspn(line, "0123456789");

	return digits && strncmp(line + digits, ": ", 2) == 0 ? line + digits + 2 : NULL;
}

static int next_socket(struct lines *l, const char *(*name_of)(const char *line),
		       uint64_t *ret)
{
	char *line = NULL;
	size_t len = 0;
	int r = 0;

	while ((r = lines_next(l, &line, &len)) > 0) {
		const char *name = name_of(line);

		if (name && proc_parse_socket(name, strcspn(name, "\n"), ret))
			return 1;
	}
	return r;
}

int procref_next_mapped(struct lines *l, uint64_t *ret)
{
	return next_socket(l, name_of_mapping, ret);
}

int procref_next_registered(struct lines *l, uint64_t *ret)
{
	return next_socket(l, name_of_registered, ret);
}

bool procref_names_registered(int proc_fd)
{
	enum { MAJOR = 6, MINOR = 14 };
	_cleanup_free_ char *release = NULL;
	uint64_t major = 0;
	uint64_t minor = 0;
	size_t len = 0;

	if (proc_read_file(proc_fd, "sys/kernel/osrelease", RELEASE_MAX, &release, &len) <
	    0)
		return false;
	const size_t digits = strspn(release, "0123456789");
	const char *behind = release + digits;

	if (parse_uint_n(release, digits, 10, UINT32_MAX, &major) < 0 || *behind != '.' ||
	    parse_uint_n(behind + 1, strspn(behind + 1, "0123456789"), 10, UINT32_MAX,
			 &minor) < 0)
		return false;
	return major > MAJOR || (major == MAJOR && minor >= MINOR);
}
