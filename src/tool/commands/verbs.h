/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that run a verb. Each returns the exit status after logging a failure. */
#ifndef COMMANDS_VERBS_H
#define COMMANDS_VERBS_H

struct session;

/* Lists sockets or their summary, once or repeatedly. */
int list_run(struct session *s);

/* Diagnoses connections. */
int doctor_run(struct session *s);

/* Follows connections as they begin, change and end. */
int events_run(struct session *s);

/* Print a text, without reading any socket. */
int text_run_help(struct session *s);
int text_run_version(struct session *s);
int text_run_completion(struct session *s);
int text_run_explain(struct session *s);

#endif
