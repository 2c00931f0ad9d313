/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "priv.h"

#include <sys/capability.h>
#include <sys/prctl.h>

#include "base/cleanup.h"

static void cleanup_cap(cap_t *caps)
{
	if (*caps)
		cap_free(*caps);
}

/* What /proc/<pid>/fd of another user asks for: to open the directory (mode 0500), and to
 * read the links in it (PTRACE_MODE_READ_FSCREDS). */
static const cap_value_t owner_caps[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE };

/* To load a BPF program that reads the kernel's structures. Before Linux 5.8 nobody has
 * them. */
static const cap_value_t bpf_caps[] = { CAP_BPF, CAP_PERFMON };

/* The permitted ones among them, in both sets of *keep, and how many. */
static int pick_caps(const cap_value_t caps[], size_t caps_len, cap_t keep, size_t *count)
{
	_cleanup_(cleanup_cap) cap_t now = cap_get_proc();
	if (!now)
		return -errno;

	*count = 0;
	for (size_t i = 0; i < caps_len; i++) {
		cap_flag_value_t has = CAP_CLEAR;

		if (cap_get_flag(now, caps[i], CAP_PERMITTED, &has) < 0 ||
		    cap_set_flag(keep, CAP_PERMITTED, 1, &caps[i], has) < 0 ||
		    cap_set_flag(keep, CAP_EFFECTIVE, 1, &caps[i], has) < 0)
			return -errno;
		*count += has == CAP_SET;
	}
	return 0;
}

static bool has_caps(const cap_value_t caps[], size_t caps_len)
{
	_cleanup_(cleanup_cap) cap_t keep = cap_init();
	size_t count = 0;

	return keep && pick_caps(caps, caps_len, keep, &count) == 0 && count == caps_len;
}

bool priv_has_owner_caps(void)
{
	return has_caps(owner_caps, ARRAY_SIZE(owner_caps));
}

bool priv_has_bpf_caps(void)
{
	return has_caps(bpf_caps, ARRAY_SIZE(bpf_caps));
}

int priv_set_bpf_caps(bool are_effective)
{
	_cleanup_(cleanup_cap) cap_t caps = cap_get_proc();

	if (!caps ||
	    cap_set_flag(caps, CAP_EFFECTIVE, ARRAY_SIZE(bpf_caps), bpf_caps,
			 are_effective ? CAP_SET : CAP_CLEAR) < 0 ||
	    cap_set_proc(caps) < 0)
		return -errno;
	return 0;
}

int priv_keep(bool owners, bool bpf)
{
	size_t owner_count = 0;
	size_t bpf_count = 0;

	if (!owners)
		return priv_drop();

	_cleanup_(cleanup_cap) cap_t keep = cap_init();
	if (!keep)
		return -errno;
	int r = pick_caps(owner_caps, ARRAY_SIZE(owner_caps), keep, &owner_count);
	if (r == 0 && bpf)
		r = pick_caps(bpf_caps, ARRAY_SIZE(bpf_caps), keep, &bpf_count);
	if (r < 0)
		return r;

	/* Root of a container lacks CAP_SYS_PTRACE as a rule. It may then still look into
	 * a process of its own user whose capabilities are no more than its own effective
	 * ones (cap_ptrace_access_check), so fewer here would be fewer owners seen. */
	if (owner_count != ARRAY_SIZE(owner_caps))
		return 0;
	return cap_set_proc(keep) < 0 ? -errno : 0;
}

int priv_drop(void)
{
	_cleanup_(cleanup_cap) cap_t none = cap_init();
	if (!none)
		return -errno;
	if (cap_set_proc(none) < 0)
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}
