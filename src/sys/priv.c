/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "priv.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/cleanup.h"

#define BIT(cap) (UINT64_C(1) << (cap))

/* What /proc/<pid>/fd of another user asks for: to open the directory (mode 0500), and to
 * read the links in it (PTRACE_MODE_READ_FSCREDS). */
static const uint64_t owner_caps = BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_SYS_PTRACE);

/* To load a BPF program that reads the kernel's structures. Before Linux 5.8 nobody has
 * them. */
static const uint64_t bpf_caps = BIT(CAP_BPF) | BIT(CAP_PERFMON);

/* Those of the calling thread. */
struct caps {
	uint64_t effective, permitted, inheritable;
};

enum { HALVES = _LINUX_CAPABILITY_U32S_3, HALF_BITS = 32 };

/* Not by libcap: that is one more library for an idle listing to load, which takes as long as the
 * filter of sandbox.c. */
static int caps_get(struct caps *ret)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[HALVES] = { 0 };

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	*ret = (struct caps){ 0 };
	for (int i = 0; i < HALVES; i++) {
		ret->effective |= (uint64_t)data[i].effective << i * HALF_BITS;
		ret->permitted |= (uint64_t)data[i].permitted << i * HALF_BITS;
		ret->inheritable |= (uint64_t)data[i].inheritable << i * HALF_BITS;
	}
	return 0;
}

static int caps_set(const struct caps *caps)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[HALVES] = { 0 };

	for (int i = 0; i < HALVES; i++)
		data[i] = (struct __user_cap_data_struct){
			.effective = (uint32_t)(caps->effective >> i * HALF_BITS),
			.permitted = (uint32_t)(caps->permitted >> i * HALF_BITS),
			.inheritable = (uint32_t)(caps->inheritable >> i * HALF_BITS),
		};
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

static bool has_caps(uint64_t wanted)
{
	struct caps now = { 0 };

	return caps_get(&now) == 0 && (now.permitted & wanted) == wanted;
}

bool priv_has_any(void)
{
	struct caps now = { 0 };

	return caps_get(&now) < 0 || now.permitted;
}

bool priv_has_owner_caps(void)
{
	return has_caps(owner_caps);
}

bool priv_has_bpf_caps(void)
{
	return has_caps(bpf_caps);
}

int priv_set_bpf_caps(bool are_effective)
{
	struct caps caps = { 0 };

	int r = caps_get(&caps);
	if (r < 0)
		return r;
	caps.effective &= ~bpf_caps;
	if (are_effective)
		caps.effective |= bpf_caps;
	return caps_set(&caps);
}

struct priv_raised priv_raise(void)
{
	struct caps caps = { 0 };

	if (caps_get(&caps) < 0 || caps.effective == caps.permitted)
		return (struct priv_raised){ false };
	caps.effective = caps.permitted;
	return (struct priv_raised){ caps_set(&caps) == 0 };
}

/* Where that fails so does priv_drop, which tells of it. */
void priv_lower(const struct priv_raised *raised)
{
	const int saved = errno;
	struct caps caps = { 0 };

	if (raised->is_ours && caps_get(&caps) == 0) {
		caps.effective = 0;
		(void)caps_set(&caps);
	}
	errno = saved;
}

/* What a program that we executed could have. That it cannot be taken away is no error: we
 * execute none. */
static void forget_the_rest(void)
{
	const int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
	int cap = 0;

	/* takes CAP_SETPCAP, as do the bits; fails behind the last one */
	while (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
		cap++;
	(void)prctl(PR_SET_SECUREBITS,
		    (bits < 0 ? 0 : bits) | SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
			    SECBIT_NO_CAP_AMBIENT_RAISE |
			    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
		    0, 0, 0);
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

/* Of a file that is set-uid; its capabilities stay. */
static int be_who_we_were(void)
{
	const uid_t uid = getuid();
	const gid_t gid = getgid();

	if (uid == geteuid() && gid == getegid())
		return 0;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setresgid(gid, gid, gid) < 0 ||
	    setresuid(uid, uid, uid) < 0 || prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

int priv_begin(void)
{
	struct caps caps = { 0 };

	if (getauxval(AT_SECURE) && clearenv() != 0)
		return -ENOMEM;
	int r = caps_get(&caps);
	if (r < 0)
		return r;
	if (caps.permitted)
		forget_the_rest();
	/* a kernel, or a container, may not have it: all the same to who can gain nothing */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 && caps.permitted)
		return -errno;
	r = be_who_we_were();
	if (r < 0 || !(caps.permitted | caps.inheritable))
		return r;
	caps.effective = 0;
	caps.inheritable = 0;
	return caps_set(&caps);
}

int priv_keep(bool owners, bool bpf)
{
	const uint64_t wanted = owner_caps | (bpf ? bpf_caps : 0);
	struct caps caps = { 0 };

	if (!owners)
		return priv_drop();

	int r = caps_get(&caps);
	if (r < 0)
		return r;
	/* Root of a container lacks CAP_SYS_PTRACE as a rule. It may then still look into
	 * a process of its own user whose capabilities are no more than its own effective
	 * ones (cap_ptrace_access_check), so fewer here would be fewer owners seen. */
	if ((caps.permitted & owner_caps) != owner_caps)
		return 0;
	caps.permitted &= wanted;
	caps.effective &= wanted;
	return caps_set(&caps);
}

int priv_drop(void)
{
	struct caps caps = { 0 };

	int r = caps_get(&caps);
	if (r < 0 || !(caps.effective | caps.permitted | caps.inheritable))
		return r;
	r = caps_set(&(struct caps){ 0 });
	if (r == 0)
		r = caps_get(&caps);
	if (r < 0)
		return r;
	return caps.effective | caps.permitted | caps.inheritable ? -EPERM : 0;
}
