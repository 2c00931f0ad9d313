/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Failures of a real netlink socket: the functions below replace the system calls that
 * send, receive and read the clock. */
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <time.h>

#include "diag/consistent_dump.h"
#include "kernel/nl.h"
#include "unit.h"
#include "util/clock.h"

enum { TYPE = NLMSG_MIN_TYPE + 4, SENDER = 4711 };

/* What recvmsg returns: one letter per call. Capitals are sockets, each in a datagram of
 * its own. */
static const char *script;
static uint64_t now_ns;
/* Sequence number of the last request. */
static uint32_t seq;
static size_t sent;

ssize_t sendto(int fd, const void *bytes, size_t n, int flags, const struct sockaddr *to,
	       socklen_t to_len)
{
	struct nlmsghdr nlh;

	(void)fd;
	(void)flags;
	(void)to;
	(void)to_len;
	assert_true(n >= sizeof(nlh));
	memcpy(&nlh, bytes, sizeof(nlh));
	seq = nlh.nlmsg_seq;
	sent++;
	return (ssize_t)n;
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
	(void)clock;
	ret->tv_sec = (time_t)(now_ns / NS_PER_S);
	ret->tv_nsec = (long)(now_ns % NS_PER_S);
	return 0;
}

static ssize_t fail_with(int error)
{
	errno = error;
	return -1;
}

static const struct fault {
	char letter;
	int error;
} faults[] = {
	{ 'i', EINTR },  { 'g', EAGAIN },       { 'b', ENOBUFS },
	{ 'm', ENOMEM }, { 'r', ECONNREFUSED },
};

static ssize_t put(int fd, struct msghdr *msg, char what)
{
	struct sockaddr_nl name = { 0 };
	socklen_t len = sizeof(name);
	struct {
		struct nlmsghdr nlh;
		int32_t payload;
	} m = {
		.nlh = { .nlmsg_len = sizeof(m), .nlmsg_type = TYPE, .nlmsg_seq = seq },
		.payload = what,
	};

	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	m.nlh.nlmsg_pid = name.nl_pid;
	name = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
	switch (what) {
	/* The end of the dump, and variants of it. */
	case 'd':
	/* A message of another process. */
	case 'f':
	/* A message from an unknown sender. */
	case 'u':
	/* An answer of the kernel to another request. */
	case 's':
	/* A message to another socket. */
	case 'p':
		m.nlh.nlmsg_type = NLMSG_DONE;
		m.payload = what == 'd' ? 0 : -EIO;
		name.nl_pid = what == 'f' ? SENDER : 0;
		m.nlh.nlmsg_seq -= what == 's';
		m.nlh.nlmsg_pid += what == 'p';
		msg->msg_namelen = what == 'u' ? 0 : sizeof(name);
		break;
	/* An acknowledgement. */
	case 'a':
		m.nlh.nlmsg_type = NLMSG_ERROR;
		break;
	/* A message longer than its datagram. */
	case 'l':
		m.nlh.nlmsg_len++;
		break;
	case 'z':
		return 0;
	default:
		break;
	}
	memcpy(msg->msg_name, &name, sizeof(name));
	memcpy(msg->msg_iov->iov_base, &m, sizeof(m));
	msg->msg_flags = what == 't' ? MSG_TRUNC : 0;
	return sizeof(m);
}

/* Every second call returns a message. */
ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	const char what = *script;

	(void)flags;
	now_ns += NS_PER_S;
	assert_true(what);
	/* A lower-case letter at the end is repeated for ever. */
	script += script[1] != '\0' || (what >= 'A' && what <= 'Z');
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (faults[i].letter == what)
			return fail_with(faults[i].error);
	return put(fd, msg, what);
}

struct seen {
	char letters[16];
	size_t count;
};

static int see(const struct nlmsghdr *nlh, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->count < sizeof(seen->letters) - 1);
	memcpy(&seen->letters[seen->count++], (const char *)nlh + sizeof(*nlh), 1);
	return 0;
}

static void faults_of_a_dump(void **state)
{
	static const struct {
		const char *script, *seen;
		int r;
	} cases[] = {
		{ "ABCd", "ABC", 0 },
		{ "d", "", 0 },
		{ "iiAiBiiid", "AB", 0 },
		/* Signals cannot prevent the timeout. */
		{ "Aiiiiiiiii", "A", -ETIMEDOUT },
		{ "Ai", "A", -ETIMEDOUT },
		{ "AiiiiiiiiBiiiiiiiid", "AB", 0 },
		{ "ABg", "AB", -ETIMEDOUT },
		{ "g", "", -ETIMEDOUT },
		{ "ABbCd", "AB", -ENOBUFS },
		{ "ABmCd", "AB", -ENOMEM },
		{ "ArBd", "A", -ECONNREFUSED },
		{ "AtBd", "A", -EMSGSIZE },
		{ "AlBd", "A", -EBADMSG },
		{ "AzBd", "AB", 0 },
		/* A message for another request. */
		{ "AfBd", "AB", 0 },
		{ "fffffAd", "A", 0 },
		{ "Af", "A", -ETIMEDOUT },
		{ "AuBd", "AB", 0 },
		{ "AsBd", "AB", 0 },
		{ "spApsBd", "AB", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool is_interrupted = false;
		struct seen seen = { 0 };
		struct nl *nl = NULL;

		script = cases[i].script;
		assert_int_equal(nl_open(&nl), 0);
		assert_row(cases[i].script,
			   nl_dump(nl, TYPE, NULL, 0, see, &seen, &is_interrupted),
			   cases[i].r);
		assert_string_equal(seen.letters, cases[i].seen);
		assert_false(is_interrupted);
		nl_free(nl);
	}
}

/* A second request is acknowledged first. What it loses is requested again. */
static void faults_of_a_repeated_dump(void **state)
{
	static const struct {
		const char *script, *seen;
		int r;
		size_t sent;
	} cases[] = {
		{ "ABd", "AB", 0, 1 },
		{ "AbaABCd", "ABC", 0, 3 },
		{ "AbfaABbafiAd", "A", 0, 5 },
		{ "AbaAbaAbaAbaAb", "A", -ENOBUFS, 9 },
		/* Nothing else is requested again. */
		{ "AtBd", "A", -EMSGSIZE, 1 },
		{ "Ag", "A", -ETIMEDOUT, 1 },
		{ "ABm", "AB", -ENOMEM, 1 },
		{ "Abg", "A", -ETIMEDOUT, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct consistent_request request = { .type = TYPE };
		struct family_source from = { .proc_fd = -1 };
		struct seen seen = { 0 };

		script = cases[i].script;
		assert_int_equal(nl_open(&from.nl), 0);
		sent = 0;
		assert_row(cases[i].script, consistent_dump(&from, &request, see, &seen),
			   cases[i].r);
		assert_string_equal(seen.letters, cases[i].seen);
		assert_row(cases[i].script, sent, cases[i].sent);
		assert_false(from.interrupted);
		nl_free(from.nl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_a_dump),
		cmocka_unit_test(faults_of_a_repeated_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
