/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scripts that complete the options of sockstat in a shell, made from the option table. */
#ifndef OPTIONS_COMPLETION_H
#define OPTIONS_COMPLETION_H

struct strbuf;

/* Appends the script for a shell. Returns -ENOENT unless it is one of completion_shells. */
int completion_make(const char *shell, struct strbuf *sb);

#define completion_shells "bash, zsh, fish"

#endif
