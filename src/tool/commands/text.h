/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs that show a text. They do not look at sockets. */
#ifndef COMMANDS_TEXT_H
#define COMMANDS_TEXT_H

struct session;

/* Each returns the exit status; a failure has been logged. */
int text_run_help(struct session *s);
int text_run_version(struct session *s);
int text_run_completion(struct session *s);
int text_run_explain(struct session *s);

#endif
