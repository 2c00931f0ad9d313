/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event.h"

#include "util/cleanup.h"

static const char *const kind_names[] = {
	[EVENT_BIRTH] = "birth",           [EVENT_ESTABLISHED] = "established",
	[EVENT_STATE] = "state",           [EVENT_CLOSE] = "close",
	[EVENT_FAILED] = "failed",         [EVENT_RESET] = "reset",
	[EVENT_RETRANSMIT] = "retransmit",
};
_Static_assert(ARRAY_SIZE(kind_names) == EVENT_KIND_MAX_, "a kind lacks its name");

static const char *const side_names[] = { NULL, "client", "server" };
_Static_assert(ARRAY_SIZE(side_names) == SIDE_MAX_, "a side lacks its name");

/* clang-format off */
static const char *const reason_names[] = {
	[REASON_UNKNOWN] = "unknown", [REASON_RESET] = "reset",
	[REASON_TIMEOUT] = "timeout", [REASON_UNREACHABLE] = "unreachable",
	[REASON_ICMP_REFUSED] = "icmp_refused", [REASON_ABANDONED] = "abandoned",
	[REASON_OTHER] = "error",
};
/* clang-format on */
_Static_assert(ARRAY_SIZE(reason_names) == REASON_MAX_, "a reason lacks its name");

const char *event_kind_name(enum event_kind kind)
{
	return kind_names[kind];
}

const char *event_side_name(enum event_side side)
{
	return side_names[side];
}

const char *event_reason_name(enum event_reason reason)
{
	return reason_names[reason];
}
