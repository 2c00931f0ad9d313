/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hostile hold LINK: processes, executables, unix sockets and connections, each with other bytes
 * of evil.h in its name, and two sockets bound to the interface; prints "ready" and holds them
 * until standard input ends. Runs in a directory that every user may write to, on the file system
 * of its own executable.
 * hostile talk: tries to connect once for each name, under that task name.
 * hostile rename LINK I: gives the interface the I-th name; status 1 if the kernel refuses.
 * hostile file passwd|services|hosts: prints a database of such names.
 * hostile words: prints the bytes only.
 * hostile count TAG: prints how many such names are possible.
 * hostile check LINES: status 0 if standard input is so many lines without control characters.
 * hostile names text|json TAG EACH: status 0 if each possible name appears EACH times in the
 * input, and none in another form; EACH 0 requires at least one name. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../fuzz/evil.h"

enum { NAME_MAX_ = 16, FIRST_PORT = 2001, FIRST_UID = 3000 };

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "hostile: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Bytes that a kind of name cannot hold, because they end it in its file or the kernel
 * refuses them. */
static const struct {
	const char *tag, *not ;
} kinds[] = {
	{ "QEXE", "/" },          { "QPATH", "/" },
	{ "QUSER", "\n:" },       { "QSERV", " \t\n\v\f\r#" },
	{ "QHOST", " \t\n\r#:" }, { "QLINK", " \t\n\v\f\r\xa0/:" },
};

static bool is_fit(const char *tag, size_t i)
{
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		if (strcmp(kinds[k].tag, tag) == 0)
			return !strpbrk(evils[i], kinds[k].not );
	return true;
}

static char *name_of(const char *tag, size_t i, char to[NAME_MAX_])
{
	snprintf(to, NAME_MAX_, "%s%sz", tag, evils[i]);
	return to;
}

static struct sockaddr_in addr_of(size_t i)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)(FIRST_PORT + i)),
		.sin_addr.s_addr = htonl(0x7f000201 + (uint32_t)i),
	};
}

/* Makes a listener, and a connection to it that the other end has closed. */
static void hold_connection(size_t i)
{
	const struct sockaddr_in a = addr_of(i);
	const struct sockaddr *to = (const struct sockaddr *)&a;
	int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");

	check(bind(fd, to, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	int client = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(connect(client, to, sizeof(a)), "connect");
	close(check(accept(fd, NULL, NULL), "accept"));
}

static void hold_unix(const char *name, bool is_abstract)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");

	memcpy(a.sun_path + is_abstract, name, strlen(name));
	check(bind(fd, (const struct sockaddr *)&a,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + is_abstract +
			       strlen(name))),
	      "bind to a name");
	check(listen(fd, 1), "listen");
}

static void wait_for_end(void)
{
	char byte = 0;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

/* Runs one process, whose executable and argv[0] are hostile already. */
static int hold_one(size_t i)
{
	char name[NAME_MAX_];

	check(prctl(PR_SET_NAME, name_of("QCOMM", i, name)), "name");
	/* A user namespace may have no other users. */
	(void)!setresuid(FIRST_UID + (uid_t)i, FIRST_UID + (uid_t)i,
			 FIRST_UID + (uid_t)i);
	hold_connection(i);
	if (is_fit("QPATH", i))
		hold_unix(name_of("QPATH", i, name), false);
	hold_unix(name_of("QABST", i, name), true);
	check((int)write(STDOUT_FILENO, "x", 1), "write");
	wait_for_end();
	return 0;
}

static void start_one(size_t i, int out)
{
	char exe[NAME_MAX_] = "plain";
	char argv0[NAME_MAX_];
	char number[16];

	if (is_fit("QEXE", i))
		name_of("QEXE", i, exe);
	check(linkat(AT_FDCWD, "/proc/self/exe", AT_FDCWD, exe, AT_SYMLINK_FOLLOW),
	      "link");
	if (check(fork(), "fork"))
		return;
	check(dup2(out, STDOUT_FILENO), "dup2");
	snprintf(number, sizeof(number), "%zu", i);
	execl(exe, name_of("QARGV", i, argv0), "one", number, NULL);
	check(-1, "exec");
}

static int hold(const char *link)
{
	const struct sockaddr_ll a = { .sll_family = AF_PACKET,
				       .sll_protocol = htons(ETH_P_ALL),
				       .sll_ifindex = (int)if_nametoindex(link) };
	const struct sockaddr_in none = { .sin_family = AF_INET,
					  .sin_port = htons(1999) };
	int ready[2];

	check(pipe(ready), "pipe");
	for (size_t i = 0; i < EVILS; i++)
		start_one(i, ready[1]);
	close(ready[1]);
	for (size_t i = 0; i < EVILS; i++) {
		char byte = 0;

		if (read(ready[0], &byte, 1) != 1)
			return 2;
	}
	int fd = check(socket(AF_PACKET, SOCK_DGRAM, 0), "packet socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	fd = check(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	check(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link, (socklen_t)strlen(link)),
	      "bind to an interface");
	check(bind(fd, (const struct sockaddr *)&none, sizeof(none)), "bind");
	puts("ready");
	fflush(stdout);
	wait_for_end();
	return 0;
}

/* Connects to a port where nothing listens. */
static int talk(void)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons(9),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	for (size_t i = 0; i < EVILS; i++) {
		char name[NAME_MAX_];
		int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");

		check(prctl(PR_SET_NAME, name_of("QEVNT", i, name)), "name");
		if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
			return 2;
		close(fd);
	}
	return 0;
}

static int rename_link(const char *link, size_t i)
{
	struct ifreq request = { .ifr_ifindex = 0 };
	char name[NAME_MAX_];
	int fd = check(socket(AF_INET, SOCK_DGRAM, 0), "socket");

	request.ifr_ifindex = atoi(link);
	check(ioctl(fd, SIOCGIFNAME, &request), "name of the interface");
	memcpy(request.ifr_newname, name_of("QLINK", i, name), IFNAMSIZ);
	return ioctl(fd, SIOCSIFNAME, &request) < 0;
}

static int put_file(const char *which)
{
	for (size_t i = 0; i < EVILS; i++) {
		char name[NAME_MAX_];
		const struct in_addr a = addr_of(i).sin_addr;

		if (strcmp(which, "passwd") == 0 && is_fit("QUSER", i))
			printf("%s:x:%zu:0::/:/bin/sh\n", name_of("QUSER", i, name),
			       FIRST_UID + i);
		else if (strcmp(which, "services") == 0 && is_fit("QSERV", i))
			printf("%s\t%zu/tcp\n", name_of("QSERV", i, name),
			       FIRST_PORT + i);
		else if (strcmp(which, "hosts") == 0 && is_fit("QHOST", i))
			printf("%s\t%s\n", inet_ntoa(a), name_of("QHOST", i, name));
	}
	return 0;
}

/* Prints the bytes in octal, for printf. */
static int put_words(void)
{
	for (size_t i = 0; i < EVILS; i++) {
		for (const char *at = evils[i]; *at; at++)
			printf("\\0%03o", (unsigned char)*at);
		putchar('\n');
	}
	return 0;
}

static char *read_all(size_t *ret_len)
{
	size_t cap = 1 << 22;
	char *s = malloc(cap);
	ssize_t n = 0;

	*ret_len = 0;
	while (s && (n = read(STDIN_FILENO, s + *ret_len, cap - *ret_len)) > 0)
		*ret_len += (size_t)n;
	require(s && n == 0 && *ret_len < cap);
	return s;
}

static int check_names(const char *form, const char *tag, size_t each)
{
	const bool is_json = strcmp(form, "json") == 0;
	size_t len = 0;
	char *s = read_all(&len);
	size_t whole = 0;
	int bad = 0;

	len = is_json ? evil_decode_json(s, len) : evil_decode_text(s, len);
	for (size_t i = 0; i < EVILS; i++) {
		char in_json[3 * NAME_MAX_];
		char name[NAME_MAX_];

		if (!is_fit(tag, i))
			continue;
		evil_in_json(name_of(tag, i, name), in_json);
		const size_t seen = evil_count(s, len, is_json ? in_json : name);
		/* JSON has the same form for several names that are not UTF-8. */
		const bool is_one = !is_json || strcmp(name, in_json) == 0;

		whole += is_json ? each : seen;
		if (each && (seen < each || (is_one && seen > each))) {
			fprintf(stderr, "%s %zu: seen %zu times, not %zu\n", tag, i, seen,
				each);
			bad = 1;
		}
	}
	if (each || !is_json) {
		const size_t tags = evil_count(s, len, tag);

		fprintf(stderr, "%s: %zu times, %zu whole\n", tag, tags, whole);
		bad |= tags != whole || !tags;
	}
	free(s);
	return bad;
}

int main(int argc, char *argv[])
{
	const char *mode = argc > 1 ? argv[1] : "";
	const size_t number = argc > 2 ? strtoul(argv[argc - 1], NULL, 10) : 0;
	size_t len = 0;

	if (strcmp(mode, "hold") == 0 && argc == 3)
		return hold(argv[2]);
	if (strcmp(mode, "one") == 0 && argc == 3)
		return hold_one(number);
	if (strcmp(mode, "talk") == 0)
		return talk();
	if (strcmp(mode, "rename") == 0 && argc == 4)
		return rename_link(argv[2], number);
	if (strcmp(mode, "file") == 0 && argc == 3)
		return put_file(argv[2]);
	if (strcmp(mode, "words") == 0)
		return put_words();
	if (strcmp(mode, "check") == 0 && argc == 3) {
		char *s = read_all(&len);
		const bool is_clean = clean_is_lines(s, len, number);

		free(s);
		return !is_clean;
	}
	if (strcmp(mode, "names") == 0 && argc == 5)
		return check_names(argv[2], argv[3], number);
	if (strcmp(mode, "count") == 0 && argc == 3) {
		for (size_t i = 0; i < EVILS; i++)
			len += is_fit(argv[2], i);
		printf("%zu\n", len);
		return 0;
	}
	return 2;
}
