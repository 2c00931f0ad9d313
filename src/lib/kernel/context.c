/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "context.h"

#include <errno.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CAP_BIT(cap) (UINT64_C(1) << (cap))

/* Mask of the capabilities that are needed to open /proc/<pid>/fd of another user, whose
 * mode is 0500, and to read the symbolic links in /proc/<pid>/fd
 * (PTRACE_MODE_READ_FSCREDS). */
#define OWNER_CAPS (CAP_BIT(CAP_DAC_READ_SEARCH) | CAP_BIT(CAP_SYS_PTRACE))

/* Mask of the capabilities that are needed to load a BPF program that reads the kernel's
 * structures. Linux before 5.8 has neither CAP_BPF nor CAP_PERFMON. */
#define BPF_CAPS (CAP_BIT(CAP_BPF) | CAP_BIT(CAP_PERFMON))

struct context_raised context_raise(const struct context *context)
{
	const struct context_hooks *hooks = context ? context->hooks : NULL;
	const bool is_raised = hooks && hooks->raise(hooks->arg);

	return (struct context_raised){ is_raised ? context : NULL };
}

void context_lower(const struct context_raised *raised)
{
	if (raised->context)
		raised->context->hooks->lower(raised->context->hooks->arg);
}

int context_set_bpf(const struct context *context, bool are_effective)
{
	const struct context_hooks *hooks = context ? context->hooks : NULL;

	return hooks && hooks->set_bpf ? hooks->set_bpf(are_effective, hooks->arg)
				       : -EOPNOTSUPP;
}

/* Returns whether the calling thread has all capabilities of the mask `caps`. If the
 * context has hooks, which can put permitted capabilities in effect, the permitted
 * capabilities of the thread are checked, otherwise the effective ones. */
static bool has_caps(const struct context *context, uint64_t caps)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	const bool is_raised_by_hooks = context && context->hooks;
	uint64_t has = 0;

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		has |= (uint64_t)(is_raised_by_hooks ? data[i].permitted
						     : data[i].effective)
		       << 32 * i;
	return (has & caps) == caps;
}

bool context_sees_all(const struct context *context)
{
	return has_caps(context, OWNER_CAPS);
}

bool context_has_bpf(const struct context *context)
{
	return has_caps(context, BPF_CAPS);
}
