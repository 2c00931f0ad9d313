/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc.h"

#include <string.h>

#include "lines.h"
#include "util/cleanup.h"
#include "util/parse.h"

/* Returns the name in a line "ADDRESSES rw-s OFFSET DEVICE INODE NAME\n" of the maps file
 * (proc_pid_maps(5)), or NULL if the line is malformed. The name of a file with a path
 * begins with a slash, and the kernel escapes newlines in the name. */
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

/* Returns the name in a line " 0: NAME\n" of the list "UserFiles:" in the fdinfo file of
 * an io_uring, or NULL if the line is not of this form. */
static const char *name_of_registered(const char *line)
{
	line += strspn(line, " ");
	const size_t digits = strspn(line, "0123456789");

	return digits && strncmp(line + digits, ": ", 2) == 0 ? line + digits + 2 : NULL;
}

int procref_next(struct lines *l, bool is_ring, uint64_t *ret)
{
	char *line = NULL;
	size_t len = 0;
	int r = 0;

	while ((r = lines_next(l, &line, &len)) > 0) {
		const char *name =
			is_ring ? name_of_registered(line) : name_of_mapping(line);

		if (name && proc_parse_socket(name, strcspn(name, "\n"), ret))
			return 1;
	}
	return r;
}

/* Parses the number at *at, and moves *at behind the number and behind a '.' that may
 * follow the number. Returns false if there is no number. */
static bool take_number(const char **at, uint64_t *ret)
{
	const size_t digits = strspn(*at, "0123456789");
	const int r = parse_uint_n(*at, digits, 10, UINT32_MAX, ret);

	*at += digits + ((*at)[digits] == '.');
	return r == 0;
}

bool procref_names_registered(int proc_fd)
{
	enum { MAJOR = 6, MINOR = 14, RELEASE_MAX = 64 };
	_cleanup_free_ char *release = NULL;
	uint64_t major = 0;
	uint64_t minor = 0;
	size_t len = 0;

	if (proc_read_file(proc_fd, "sys/kernel/osrelease", RELEASE_MAX, &release, &len) <
	    0)
		return false;
	const char *at = release;
	return take_number(&at, &major) && take_number(&at, &minor) &&
	       (major > MAJOR || (major == MAJOR && minor >= MINOR));
}
