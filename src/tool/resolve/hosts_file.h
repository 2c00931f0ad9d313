/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts file (hosts(5)), read here and not by c-ares, to which a file that it cannot read for
 * want of memory or descriptors is one without names. */
#ifndef RESOLVE_HOSTS_FILE_H
#define RESOLVE_HOSTS_FILE_H

struct addr;

/* The names of an address, with blanks between them, which may be written to. 0 go on, <0 error. */
typedef int (*hosts_file_fn)(const struct addr *a, char *names, void *arg);

/* The next of them, NULL: there is none. */
char *hosts_file_name(char **names);

/* Calls fn for each line that has an address and a name; what it returns other than 0 is handed
 * back. 0 also where there is no such file, or it is not for us. */
int hosts_file_read(hosts_file_fn fn, void *arg);

#endif
