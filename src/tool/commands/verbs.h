/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that run the verbs. Each one logs its failure and returns the exit status of the
 * program. */
#ifndef COMMANDS_VERBS_H
#define COMMANDS_VERBS_H

struct session;

/* Lists sockets or prints their summary, once or repeatedly. */
int list_run(struct session *s);

/* Prints the diagnosis of --doctor. */
int doctor_run(struct session *s);

/* Prints connections as they begin, change and end. */
int events_run(struct session *s);

/* Print the text of --help, --version, --completion or --explain, without reading any socket. */
int text_run_help(struct session *s);
int text_run_version(struct session *s);
int text_run_completion(struct session *s);
int text_run_explain(struct session *s);

#endif
