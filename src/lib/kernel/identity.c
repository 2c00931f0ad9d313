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

/* Returns `error` if the error means that memory, buffers or descriptors were exhausted.
 * Returns 0 for any other error, which only means that a fact is not available on this
 * machine. */
static int failure_of(int error)
{
	return errno_is_resource(error) || error == -ENOBUFS ? error : 0;
}

static int read_boot_id(int proc_fd, struct identity *ret)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	int r = proc_read_file(proc_fd, "sys/kernel/random/boot_id",
			       IDENTITY_BOOT_MAX + 2, &text, &len);
	if (r == 0 && strspn(text, "0123456789abcdef-") == IDENTITY_BOOT_MAX)
		memcpy(ret->boot_id, text, IDENTITY_BOOT_MAX);
	return failure_of(r);
}

static int read_netns(int proc_fd, struct identity *ret)
{
	struct stat st;
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	/* The network namespace is read from a unix socket, because every kernel has unix
	 * sockets. */
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const int r = fd < 0 ? failure_of(-errno) : 0;
	if (r < 0)
		return r;
	if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 &&
	    size == sizeof(cookie))
		ret->netns_cookie = cookie;
	if (proc_fd < 0)
		return 0;
	if (fstatat(proc_fd, "self/ns/net", &st, 0) < 0)
		return failure_of(-errno);
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
	int r = read_netns(proc_fd, &id);
	if (r == 0 && proc_fd >= 0)
		r = read_boot_id(proc_fd, &id);
	if (r == 0)
		*ret = id;
	return r;
}
