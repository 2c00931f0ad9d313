/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that look like a number, an address, or the punctuation that a layout puts around
 * names. */
#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>

#include "events/event.h"
#include "format/cell.h"
#include "format/events.h"
#include "format/lsof.h"
#include "format/out.h"
#include "resolve/cache.h"
#include "sockets.h"

enum { PORT = 80, UID = 1000 };

/* The name that every database of this program returns for everything. */
static const char *the_name;

struct servent *getservbyport(int port, const char *proto)
{
	static struct servent found;

	(void)port;
	(void)proto;
	found.s_name = (char *)the_name;
	return &found;
}

struct protoent *getprotobynumber(int number)
{
	static struct protoent found;

	(void)number;
	found.p_name = (char *)the_name;
	return &found;
}

struct passwd *getpwuid(uid_t uid)
{
	static struct passwd found;

	(void)uid;
	found.pw_name = (char *)the_name;
	return &found;
}

/* What is shown for a service and for a user of that name, or NULL for the number. */
static const struct {
	const char *name, *shown;
} names[] = {
	{ "http", "http" },
	{ "x11", "x11" },
	{ "3com-tsmux", "3com-tsmux" },
	{ "domain\\user", "domain\\user" },
	{ "g\xc3\xbcnter", "g\xc3\xbcnter" },
	{ "a.b_c@d$+e", "a.b_c@d$+e" },
	/* Numbers in any notation. */
	{ "443", NULL },
	{ "0", NULL },
	{ "00", NULL },
	{ "+80", NULL },
	{ "-1", NULL },
	{ "0x50", NULL },
	{ "0X1bB", NULL },
	{ "4294967296", NULL },
	/* Placeholders for any value or for no value. */
	{ "", NULL },
	{ "*", NULL },
	{ "**", NULL },
	{ "-", NULL },
	{ "[]", NULL },
	{ "\xef\xbc\x94\xef\xbc\x94\xef\xbc\x93", NULL }, /* Fullwidth digits. */
	/* Addresses, with and without ports. */
	{ "1.2.3.4", NULL },
	{ "127.1", NULL },
	{ "0x7f.1", NULL },
	{ "::1", NULL },
	{ "dead:beef", NULL },
	{ "[::]:*", NULL },
	{ "1.2.3.4:80", NULL },
	{ "localhost:80", NULL },
	{ ":http", NULL },
	/* Separators and delimiters of names. */
	{ "a b", "a\\x20b" },
	{ "ssh->evil", "ssh-\\x3eevil" },
	{ "ssh(LISTEN)", "ssh\\x28LISTEN\\x29" },
	{ "users((\"a\"", "users\\x28\\x28\\x22a\\x22" },
	{ "lo%eth0", "lo\\x25eth0" },
	{ "*a", "\\x2aa" },
	{ "a,1/b", "a\\x2c1\\x2fb" },
};

static void names_that_look_like_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct out_spec spec = { 0 };
		struct strbuf sb = { 0 };

		the_name = names[i].name;
		assert_row(the_name, name_is_distinct(the_name), names[i].shown != NULL);
		assert_int_equal(cache_new(&spec.services), 0);
		assert_int_equal(cache_new(&spec.users), 0);
		for (int again = 0; again < 2; again++) {
			sb.len = 0;
			cell_port(&sb, &spec, PROTO_TCP, PORT);
			assert_row_text(the_name, &sb,
					names[i].shown ? names[i].shown : "80");
			sb.len = 0;
			cell_port(&sb, &spec, PROTO_RAW, PORT);
			assert_row_text(the_name, &sb,
					names[i].shown ? names[i].shown : "80");
			sb.len = 0;
			cell_user(&sb, &spec, UID, 0);
			assert_row_text(the_name, &sb,
					names[i].shown ? names[i].shown : "1000");
		}
		cache_free(spec.services);
		cache_free(spec.users);
		strbuf_release(&sb);
	}
}

/* Program names after "12/". */
static void program_names(void **state)
{
	static const struct {
		const char *name, *shown;
	} cases[] = {
		{ "sshd: root@pts/0", "sshd: root@pts/0" },
		{ "/usr/sbin/sshd", "/usr/sbin/sshd" },
		{ "1/init", "1\\x2finit" },
		{ "1/sshd,2", "1\\x2fsshd\\x2c2" },
		{ "1/a/b", "1\\x2fa\\x2fb" },
		{ "1a/b", "1a/b" },
		{ "1", "1" },
		{ "(sd-pam)", "(sd-pam)" },
		{ "a(mapped)", "a\\x28mapped)" },
		{ "(a) (b)", "\\x28a) \\x28b)" },
		{ "f(x) = y", "f(x) = y" },
		{ "/a (deleted)", "/a (deleted)" },
		{ "-", "\\x2d" },
		{ NULL, "-" },
	};
	struct strbuf sb = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		sb.len = 0;
		cell_program(&sb, cases[i].name, ",");
		assert_row_text(cases[i].shown, &sb, cases[i].shown);
	}
	strbuf_release(&sb);
}

static void owners_of_events(void **state)
{
	static const struct {
		const char *comm, *shown;
	} cases[] = {
		{ "g++", " 12/g++\n" },           { "a+1", " 12/a\\x2b1\n" },
		{ "a+1b", " 12/a+1b\n" },         { "a b", " 12/a\\x20b\n" },
		{ "1/init", " 12/1\\x2finit\n" },
	};
	const struct out_events out = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct event e = { .kind = EVENT_BIRTH, .owner.pid = 12 };
		struct strbuf sb = { 0 };

		e.sock.local = e.sock.peer = sockets_addr("1.2.3.4");
		snprintf(e.owner.comm, sizeof(e.owner.comm), "%s", cases[i].comm);
		out_events_text.event(&sb, &out, &e);
		strbuf_addc(&sb, '\0');
		if (!strstr(sb.s, cases[i].shown))
			fail_msg("%s is shown in %s", cases[i].comm, sb.s);
		strbuf_release(&sb);
	}
}

static struct sock unix_sock(const char *name)
{
	struct sock s = { .has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | SOCK_HAS_PATH,
			  .proto = PROTO_UNIX,
			  .type = 1,
			  .state = STATE_LISTEN,
			  .inode = 7 };

	s.un.name_len = (uint8_t)strlen(name);
	memcpy(s.un.name, name, strlen(name));
	return s;
}

static void assert_has(const struct strbuf *text, const char *wanted, bool is_there)
{
	const void *found = memmem(text->s, text->len, wanted, strlen(wanted));

	if (!found == is_there)
		fail_msg("%s in %.*s", wanted, (int)text->len, text->s);
}

/* A program, the port of a host, and a unix socket in the layouts of ss and lsof. */
static void layouts(void **state)
{
	static const char forged[] = "a\",pid=1,fd=1),users:((\"init";
	const struct tree *t = *state;
	const struct out_spec spec = { .query.owners = true };
	const struct query_gaps gaps = { 0 };
	const struct sock users = unix_sock("/a users:((\"sshd\",pid=1,fd=3))");
	const struct sock arrow = unix_sock("/a->INO=1");
	struct owner_index *h = NULL;

	assert_int_equal(owner_index_new(&h), 0);
	tree_text(t, "10/comm", forged);
	sockets_hold(h, t, 7, 10, 3, NULL);
	struct strbuf got = sockets_list(&out_ss, &spec, &users, 1, h, &gaps);

	assert_has(&got, "/a\\x20users:\\x28\\x28\\x22sshd\\x22,pid=1,fd=3\\x29\\x29 7",
		   true);
	assert_has(
		&got,
		" users:((\"a\\x22,pid=1,fd=1\\x29,users:\\x28\\x28\\x22init\",pid=10,",
		true);
	strbuf_release(&got);
	got = sockets_list(&out_lsof, &spec, &arrow, 1, h, &gaps);
	assert_has(&got, "/a-\\x3eINO=1 type=STREAM", true);
	assert_has(&got, "->", false);
	strbuf_release(&got);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_look_like_numbers),
		cmocka_unit_test(program_names),
		cmocka_unit_test(owners_of_events),
		WITH_TREE(layouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
