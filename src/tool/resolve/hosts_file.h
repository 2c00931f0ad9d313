/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader of the hosts file (hosts(5)). c-ares has such a reader, too, but does not
 * report that the file could not be read for lack of memory or descriptors. */
#ifndef RESOLVE_HOSTS_FILE_H
#define RESOLVE_HOSTS_FILE_H

struct addr;

/* Type of a function that receives an address and its names, separated by blanks. The
 * function may change the bytes of `names`. It returns 0 to continue, or another value to
 * stop the reading. */
typedef int (*hosts_file_fn)(const struct addr *a, char *names, void *arg);

/* Returns the first of the names in *names, which are separated by blanks, and moves
 * *names behind this name; NULL: no name is left. */
char *hosts_file_name(char **names);

/* Calls fn for each line of /etc/hosts that has an address and a name, until fn returns a
 * value other than 0, which hosts_file_read then returns, too. If the file does not exist
 * or cannot be opened, no line is read. Returns 0 after the last line, or -errno. */
int hosts_file_read(hosts_file_fn fn, void *arg);

#endif
