/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader of the hosts file (hosts(5)). c-ares is not used for it because it hides that
 * the file could not be read for lack of memory or descriptors. */
#ifndef RESOLVE_HOSTS_FILE_H
#define RESOLVE_HOSTS_FILE_H

struct addr;

/* Gets an address and its names, separated by blanks, in a buffer that may be changed. 0:
 * continue, < 0: error. */
typedef int (*hosts_file_fn)(const struct addr *a, char *names, void *arg);

/* Cuts the next name off names; NULL: there is none. */
char *hosts_file_name(char **names);

/* Calls fn for each line that has an address and a name, until it returns other than 0,
 * which is returned. A file that does not exist or may not be read has no lines. */
int hosts_file_read(hosts_file_fn fn, void *arg);

#endif
