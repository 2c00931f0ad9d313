/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "proc.h"
#include "util/cleanup.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* Returns whether a resource was exhausted; any other error means that the fact is not
 * available here. */
static bool is_shortage(int error)
{
	return errno_is_resource(error) || error == -ENOBUFS;
}

static int read_boot_id(int proc_fd, struct identity *ret)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	int r = proc_read_file(proc_fd, "sys/kernel/random/boot_id",
			       IDENTITY_BOOT_MAX + 2, &text, &len);
	if (r < 0)
		return is_shortage(r) ? r : 0;
	if (strspn(text, "0123456789abcdef-") == IDENTITY_BOOT_MAX)
		memcpy(ret->boot_id, text, IDENTITY_BOOT_MAX);
	return 0;
}

/* A socket of any family gives the cookie; every kernel has the unix family. */
static int read_cookie(struct identity *ret)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	if (fd < 0)
		return is_shortage(-errno) ? -errno : 0;
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 &&
	    size == sizeof(cookie))
		ret->netns_cookie = cookie;
	return 0;
}

static int read_inode(int proc_fd, struct identity *ret)
{
	struct stat st;

	if (fstatat(proc_fd, "self/ns/net", &st, 0) < 0)
		return is_shortage(-errno) ? -errno : 0;
	ret->netns_inode = st.st_ino;
	return 0;
}

int identity_read(int proc_fd, struct identity *ret)
{
	struct identity id = { 0 };
	struct utsname names;

	if (uname(&names) == 0)
		memcpy(id.host, names.nodename,
		       strnlen(names.nodename, IDENTITY_HOST_MAX));
	int r = read_cookie(&id);
	if (r == 0 && proc_fd >= 0)
		r = read_inode(proc_fd, &id);
	if (r == 0 && proc_fd >= 0)
		r = read_boot_id(proc_fd, &id);
	if (r == 0)
		*ret = id;
	return r;
}
