/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that run the commands of the program, such as --doctor. Each of them logs
 * its failure and returns the exit status of the program. */
#ifndef COMMANDS_VERBS_H
#define COMMANDS_VERBS_H

struct session;

/* Lists sockets or prints their summary, once or repeatedly. */
int list_run(struct session *s);

/* Prints the diagnosis of --doctor. */
int doctor_run(struct session *s);

/* Prints the events of --events: connections as they begin, change and end. */
int events_run(struct session *s);

/* Prints the statistics of `netstat -s`. */
int statistics_run(struct session *s);

/* text_run_help, text_run_version, text_run_completion and text_run_explain print the
 * text of --help, --version, --completion and --explain. They read no socket. */
int text_run_help(struct session *s);
int text_run_version(struct session *s);
int text_run_completion(struct session *s);
int text_run_explain(struct session *s);

#endif
