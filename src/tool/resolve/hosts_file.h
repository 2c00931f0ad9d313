/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader of the hosts file (hosts(5)). The reader of c-ares is not used, because it
 * hides that the file could not be read for lack of memory or descriptors. */
#ifndef RESOLVE_HOSTS_FILE_H
#define RESOLVE_HOSTS_FILE_H

struct addr;

/* Receives an address and its names, which blanks separate, in a buffer that the function
 * may change. Returns 0 to continue, or another value to stop. */
typedef int (*hosts_file_fn)(const struct addr *a, char *names, void *arg);

/* Returns the next of the names, which blanks separate, and moves *names past this name;
 * NULL: no names are left. */
char *hosts_file_name(char **names);

/* Calls fn for each line that has an address and a name, until fn returns a value other
 * than 0, which hosts_file_read then returns. A file that does not exist or cannot be
 * read counts as empty. Returns 0 after the last line, or -errno. */
int hosts_file_read(hosts_file_fn fn, void *arg);

#endif
