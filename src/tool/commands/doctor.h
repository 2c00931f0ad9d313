/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis. */
#ifndef COMMANDS_DOCTOR_H
#define COMMANDS_DOCTOR_H

struct options;

/* Returns the exit status; what went wrong has been said. */
int doctor_run(struct options *options);

#endif
