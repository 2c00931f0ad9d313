/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb that diagnoses connections. */
#ifndef COMMANDS_DOCTOR_H
#define COMMANDS_DOCTOR_H

struct session;

/* Returns the exit status; a failure has been logged. */
int doctor_run(struct session *s);

#endif
