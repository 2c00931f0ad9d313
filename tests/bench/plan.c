/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include "util/cleanup.h"

static const char *const commands[WORK_MAX_][WAY_MAX_] = {
	[WORK_ALL] = {
		[WAY_US] = "sockstat -tan",
		[WAY_ONE] = "rawdump one",
		[WAY_TWO] = "rawdump two",
		[WAY_SS] = "ss -tan",
		[WAY_NETSTAT] = "netstat -tan",
	},
	[WORK_OWNERS] = {
		[WAY_US] = "sockstat -tanp",
		[WAY_BPF] = "sockstat -tanp --owners=bpf",
		[WAY_PROC] = "sockstat -tanp --owners=proc",
		[WAY_SS] = "ss -tanp",
		[WAY_NETSTAT] = "netstat -tanp",
		[WAY_LSOF] = "lsof -nP -iTCP",
	},
	[WORK_LISTENERS] = {
		[WAY_US] = "sockstat -ptln",
		[WAY_BPF] = "sockstat -ptln --owners=bpf",
		[WAY_PROC] = "sockstat -ptln --owners=proc",
		[WAY_SS] = "ss -tlnp",
		[WAY_NETSTAT] = "netstat -tlnp",
		[WAY_LSOF] = "lsof -nP -iTCP -sTCP:LISTEN",
	},
};

static const char *const loads[] = {
	[LOAD_TCP] = "tcp",
	[LOAD_FILES] = "files",
	[LOAD_SHARED] = "shared",
	[LOAD_IDLE] = "idle",
};
_Static_assert(ARRAY_SIZE(loads) == LOAD_MAX_, "a load lacks its name");

enum { K = 1000, M = 1000 * K };

const struct target plan_targets[] = {
	{ LOAD_TCP, 100 * K, WORK_ALL, WAY_US, WAY_SS, 2.7, 0 },
	{ LOAD_TCP, 100 * K, WORK_ALL, WAY_US, WAY_NETSTAT, 3, 0 },
	{ LOAD_TCP, 100 * K, WORK_ALL, WAY_US, WAY_ONE, 0, 1.25 },
	{ LOAD_TCP, 1 * M, WORK_ALL, WAY_US, WAY_SS, 2.7, 0 },
	{ LOAD_TCP, 1 * M, WORK_ALL, WAY_US, WAY_NETSTAT, 3, 0 },
	{ LOAD_TCP, 1 * M, WORK_ALL, WAY_US, WAY_ONE, 0, 1.25 },
	{ LOAD_TCP, 100 * K, WORK_OWNERS, WAY_US, WAY_SS, 30, 0 },
	{ LOAD_TCP, 100 * K, WORK_OWNERS, WAY_US, WAY_LSOF, 20, 0 },
	{ LOAD_TCP, 1 * M, WORK_OWNERS, WAY_US, WAY_LSOF, 20, 0 },
	{ LOAD_TCP, 100 * K, WORK_LISTENERS, WAY_US, WAY_SS, 20, 0 },
	{ LOAD_TCP, 100 * K, WORK_LISTENERS, WAY_US, WAY_NETSTAT, 40, 0 },
	{ LOAD_TCP, 1 * M, WORK_LISTENERS, WAY_US, WAY_SS, 100, 0 },
	{ LOAD_FILES, 1 * K, WORK_LISTENERS, WAY_US, WAY_SS, 30, 0 },
	{ LOAD_IDLE, 0, WORK_LISTENERS, WAY_US, WAY_SS, 1, 0 },
	{ LOAD_SHARED, 500, WORK_LISTENERS, WAY_US, WAY_SS, 4, 0 },
	{ LOAD_TCP, 100 * K, WORK_OWNERS, WAY_PROC, WAY_SS, 8, 0 },
	{ LOAD_FILES, 1 * K, WORK_LISTENERS, WAY_PROC, WAY_SS, 1.8, 0 },
};
const int plan_targets_count = ARRAY_SIZE(plan_targets);

const struct memory_target plan_memory[] = {
	{ WORK_ALL, 0, 4 },
	{ WORK_OWNERS, 100 * K, 12 },
	{ WORK_OWNERS, 1 * M, 64 },
};
const int plan_memory_count = ARRAY_SIZE(plan_memory);

const char *plan_command(enum work work, enum way way)
{
	return commands[work][way];
}

const char *plan_load(enum load load)
{
	return loads[load];
}
