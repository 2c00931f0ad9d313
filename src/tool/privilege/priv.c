/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "priv.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <linux/securebits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "kernel/context.h"
#include "util/cleanup.h"

/* The capabilities that are needed to read /proc/<pid>/fd of another user:
 * CAP_DAC_READ_SEARCH to open the directory, which has mode 0500, and CAP_SYS_PTRACE to
 * read the links in the directory (PTRACE_MODE_READ_FSCREDS). */
static const cap_value_t owner_caps[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE };

/* The capabilities that are needed since Linux 5.8 to load a BPF program that reads
 * structures of the kernel. */
static const cap_value_t bpf_caps[] = { CAP_BPF, CAP_PERFMON };

/* The capabilities that are needed to enter a network namespace (setns(2)), and to find
 * out the network namespace of a socket (ioctl SIOCGSKNS). */
static const cap_value_t netns_caps[] = { CAP_SYS_ADMIN, CAP_NET_ADMIN };

/* The sets of capabilities that the process may change to: lowered, raised, or none.
 * NULL: the process has no capabilities. The sets are made at the start of the program,
 * because libcap allocates memory for a set, and lowering capabilities must not fail for
 * lack of memory. */
static struct {
	cap_t lowered, raised, none;
	bool is_raised;
} sets;

static void cleanup_cap(cap_t *caps)
{
	if (*caps)
		cap_free(*caps);
	*caps = NULL;
}

static void forget_sets(void)
{
	cleanup_cap(&sets.lowered);
	cleanup_cap(&sets.raised);
	cleanup_cap(&sets.none);
	sets.is_raised = false;
}

static bool has_cap(cap_t caps, cap_value_t cap, cap_flag_t flag)
{
	cap_flag_value_t value = CAP_CLEAR;

	return cap_get_flag(caps, cap, flag, &value) == 0 && value == CAP_SET;
}

static bool has_caps(const cap_value_t caps[], size_t caps_len)
{
	size_t i = 0;

	while (sets.raised && i < caps_len &&
	       has_cap(sets.raised, caps[i], CAP_PERMITTED))
		i++;
	return i == caps_len;
}

static bool is_among(const cap_value_t caps[], size_t caps_len, cap_value_t cap)
{
	size_t i = 0;

	while (i < caps_len && caps[i] != cap)
		i++;
	return i < caps_len;
}

/* Returns whether libcap knows the capability number cap. libcap may know more or fewer
 * capabilities than the kernel. */
static bool is_cap(cap_t caps, cap_value_t cap)
{
	cap_flag_value_t unused = CAP_CLEAR;

	return cap_get_flag(caps, cap, CAP_PERMITTED, &unused) == 0;
}

/* Makes the members of `sets` for a process that has the capabilities in `now`. If `now`
 * is empty, the members stay NULL. Returns 0 or -errno. */
static int make_sets(cap_t now)
{
	sets.lowered = cap_dup(now);
	sets.raised = cap_dup(now);
	sets.none = cap_init();
	if (!sets.lowered || !sets.raised || !sets.none ||
	    cap_clear_flag(sets.lowered, CAP_EFFECTIVE) < 0 ||
	    cap_clear_flag(sets.lowered, CAP_INHERITABLE) < 0 ||
	    cap_clear_flag(sets.raised, CAP_INHERITABLE) < 0)
		return -errno;
	for (cap_value_t cap = 0; is_cap(now, cap); cap++)
		if (cap_set_flag(sets.raised, CAP_EFFECTIVE, 1, &cap,
				 has_cap(now, cap, CAP_PERMITTED) ? CAP_SET : CAP_CLEAR) <
		    0)
			return -errno;
	if (cap_compare(now, sets.none) == 0)
		forget_sets();
	return 0;
}

bool priv_has_any(void)
{
	return sets.raised && cap_compare(sets.raised, sets.none) != 0;
}

bool priv_has_owner_caps(void)
{
	return has_caps(owner_caps, ARRAY_SIZE(owner_caps));
}

const char *priv_lacks_owner_cap(void)
{
	static const cap_value_t ptrace = CAP_SYS_PTRACE;

	if (!has_caps(&ptrace, 1))
		return "CAP_SYS_PTRACE";
	return priv_has_owner_caps() ? NULL : "CAP_DAC_READ_SEARCH";
}

bool priv_has_bpf_caps(void)
{
	return has_caps(bpf_caps, ARRAY_SIZE(bpf_caps));
}

static int set_bpf_caps(bool are_effective, void *unused)
{
	(void)unused;
	_cleanup_(cleanup_cap) cap_t caps = cap_get_proc();

	if (!caps ||
	    cap_set_flag(caps, CAP_EFFECTIVE, ARRAY_SIZE(bpf_caps), bpf_caps,
			 are_effective ? CAP_SET : CAP_CLEAR) < 0 ||
	    cap_set_proc(caps) < 0)
		return -errno;
	return 0;
}

static bool raise_caps(void *unused)
{
	(void)unused;
	if (!sets.raised || sets.is_raised)
		return false;
	sets.is_raised = cap_set_proc(sets.raised) == 0;
	return sets.is_raised;
}

/* Lowers the capabilities of the process. A failure is not reported here: priv_drop will
 * then fail, too, and report its failure. */
static void lower_caps(void *unused)
{
	const int saved = errno;

	(void)unused;
	if (sets.is_raised) {
		(void)cap_set_proc(sets.lowered);
		sets.is_raised = false;
	}
	errno = saved;
}

const struct context_hooks priv_hooks = {
	.raise = raise_caps,
	.lower = lower_caps,
	.set_bpf = set_bpf_caps,
};

/* Makes the kernel give no capabilities to a program that this process executes. A
 * failure is ignored, because the only such program, the pager, is started without
 * capabilities. */
static void drop_inherited(void)
{
	const unsigned bits = cap_get_secbits();
	cap_value_t cap = 0;

	/* cap_drop_bound fails for a number above the last capability, which ends the
	 * loop, or if the process lacks CAP_SETPCAP. */
	while (cap_drop_bound(cap) == 0)
		cap++;
	(void)cap_set_secbits((bits == UINT_MAX ? 0 : bits) | SECBIT_NOROOT |
			      SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
			      SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED);
}

/* If the program is set-uid or set-gid, changes to the real user and group of the
 * process, but keeps the capabilities. Returns 0 or -errno. */
static int restore_user(void)
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

/* Drops all capabilities by clearing the capability set `now` and applying it, which
 * needs no memory. Returns `error`, or -errno if the capabilities cannot be dropped. */
static int drop_with(cap_t now, int error)
{
	forget_sets();
	return cap_clear(now) < 0 || cap_set_proc(now) < 0 ? -errno : error;
}

/* Returns whether the value of an environment variable is a plain word, which cannot be
 * the path of a file. */
static bool is_plain_word(const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.@+";
	const size_t n = strspn(value, plain);

	return n && !value[n] && n <= 64;
}

/* Clears the environment, by which a user could control libraries, except for plain words
 * that say what the terminal can show. Returns 0 or -ENOMEM. */
static int clear_environment(void)
{
	static const char *const names[] = { "TERM",     "LANG",    "LC_ALL", "LC_CTYPE",
					     "NO_COLOR", "COLUMNS", "LINES" };
	const char *values[ARRAY_SIZE(names)];

	/* The values of the kept environment variables can be set again after
	 * clearenv(3), because the values stay in the memory where the kernel has put
	 * them. */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		values[i] = getenv(names[i]);
	if (clearenv() != 0)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (values[i] && is_plain_word(values[i]) &&
		    setenv(names[i], values[i], 1) < 0)
			return -ENOMEM;
	return 0;
}

int priv_begin(void)
{
	if (getauxval(AT_SECURE) && clear_environment() < 0)
		return -ENOMEM;
	_cleanup_(cleanup_cap) cap_t now = cap_get_proc();
	if (!now)
		return -errno;
	int r = make_sets(now);
	if (r < 0)
		return drop_with(now, r);

	const bool has_any = priv_has_any();

	if (has_any)
		drop_inherited();
	/* Old kernels lack PR_SET_NO_NEW_PRIVS. The failure of prctl(2) is an error only
	 * if the process has capabilities, because a process without capabilities does
	 * not need the flag. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 && has_any)
		return -errno;
	r = restore_user();
	if (r < 0)
		return r;
	/* The inheritable set of sets.lowered is empty, which also clears the ambient set
	 * of the process, see capabilities(7). */
	return sets.lowered && cap_set_proc(sets.lowered) < 0 ? -errno : 0;
}

int priv_keep(bool owners, bool bpf, bool netns)
{
	if (!owners)
		return priv_drop();

	/* If the process lacks a capability that the search for owners needs, no
	 * capability is dropped. Root of a container usually lacks CAP_SYS_PTRACE, but
	 * may look into a process of its own user that has no more capabilities than root
	 * (cap_ptrace_access_check in the kernel). With fewer capabilities, root could
	 * not find such a process as an owner. */
	if (!priv_has_owner_caps())
		return 0;
	for (cap_value_t cap = 0; is_cap(sets.raised, cap); cap++)
		if (!is_among(owner_caps, ARRAY_SIZE(owner_caps), cap) &&
		    !(netns && is_among(netns_caps, ARRAY_SIZE(netns_caps), cap)) &&
		    !(bpf && is_among(bpf_caps, ARRAY_SIZE(bpf_caps), cap)) &&
		    (cap_set_flag(sets.lowered, CAP_PERMITTED, 1, &cap, CAP_CLEAR) < 0 ||
		     cap_set_flag(sets.raised, CAP_PERMITTED, 1, &cap, CAP_CLEAR) < 0 ||
		     cap_set_flag(sets.raised, CAP_EFFECTIVE, 1, &cap, CAP_CLEAR) < 0))
			return -errno;
	return cap_set_proc(sets.lowered) < 0 ? -errno : 0;
}

int priv_drop(void)
{
	if (!sets.none)
		return 0;
	if (cap_set_proc(sets.none) < 0)
		return -errno;
	forget_sets();
	return 0;
}

int priv_be_nobody(void)
{
	/* The uid and gid that own no files and processes (DEFAULT_OVERFLOWUID of
	 * linux/highuid.h). */
	enum { NOBODY = 65534 };

	/* If one of the following system calls fails, the next ones are tried
	 * nevertheless, because a process may be allowed to change its user but not its
	 * groups. */
	(void)raise_caps(NULL);
	(void)setgroups(0, NULL);
	(void)!setresgid(NOBODY, NOBODY, NOBODY);
	(void)!setresuid(NOBODY, NOBODY, NOBODY);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return priv_drop();
}
