/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities (capabilities(7)): few at the start, none once collection is done. */
#ifndef SYS_PRIV_H
#define SYS_PRIV_H

#include <stdbool.h>

/* Gives up every capability but those that the owner walk needs, and BPF if it may be used,
 * and these too without owners: listing sockets needs none. */
int priv_keep(bool owners, bool bpf);

/* Whether the owner walk may look into every process. */
bool priv_has_owner_caps(void);

/* Whether a BPF program may be loaded that looks at every process. */
bool priv_has_bpf_caps(void);

/* Makes these effective or not; they stay permitted. */
int priv_set_bpf_caps(bool are_effective);

/* Gives up every capability, for good. */
int priv_drop(void);

#endif
