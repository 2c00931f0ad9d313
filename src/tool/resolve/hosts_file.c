/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts_file.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>

#include "kernel/lines.h"
#include "kernel/proc.h"
#include "model/addr.h"
#include "util/cleanup.h"

char *hosts_file_name(char **names)
{
	char *name = NULL;

	do
		name = strsep(names, " \t\r");
	while (name && !*name);
	return name;
}

static int take_line(char *line, hosts_file_fn fn, void *arg)
{
	uint8_t bytes[sizeof(struct in6_addr)];

	line[strcspn(line, "#\n")] = '\0';
	const char *text = hosts_file_name(&line);
	if (!text || !line || !line[strspn(line, " \t\r")])
		return 0;
	const int af = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(af, text, bytes) != 1)
		return 0;
	const struct addr a = addr_make((uint8_t)af, bytes);
	return fn(&a, line, arg);
}

int hosts_file_read(hosts_file_fn fn, void *arg)
{
	_cleanup_(lines_close) struct lines lines = LINES_INIT;
	char *line = NULL;
	size_t len = 0;

	int r = lines_open(&lines, AT_FDCWD, "/etc/hosts");
	if (r < 0)
		return errno_is_resource(r) ? r : 0;
	while ((r = lines_next(&lines, &line, &len)) > 0) {
		r = take_line(line, fn, arg);
		if (r)
			break;
	}
	return r;
}
