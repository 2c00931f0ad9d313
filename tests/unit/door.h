/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names from everywhere that a name may come from, each with a tag of its own and with the same
 * hostile bytes in it, and what is to be seen of them in an output. */
#ifndef TESTS_DOOR_H
#define TESTS_DOOR_H

#include <ares.h>
#include <ctype.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>

#include "../fuzz/clean.h"
#include "unit.h"
#include "utf8.h"

enum { DOOR_NAME_MAX = 16 };

/* Where names come from. */
enum door_source {
	DOOR_ARGV, /* the process' own words */
	DOOR_COMM,
	DOOR_EXE,
	DOOR_TASK, /* of a process that has gone, as the source of owners has it */
	DOOR_EVENT, /* of the owner of an event */
	DOOR_USER,
	DOOR_SERVICE,
	DOOR_PROTOCOL,
	DOOR_LINK,
	DOOR_HOST,
	DOOR_PATH,
	DOOR_ABSTRACT,
	DOOR_CONGESTION,
	DOOR_SOURCES,
};

static const struct {
	const char *tag; /* occurs nowhere else */
	bool in_text, in_json; /* it is to be seen in */
} door_sources[] = {
	[DOOR_ARGV] = { "QARGV", true, true },
	[DOOR_COMM] = { "QCOMM", true, false },
	[DOOR_EXE] = { "QEXE", true, true },
	[DOOR_TASK] = { "QTASK", true, true },
	[DOOR_EVENT] = { "QEVNT", true, true },
	[DOOR_USER] = { "QUSER", true, true },
	[DOOR_SERVICE] = { "QSERV", true, true },
	[DOOR_PROTOCOL] = { "QPROT", true, true },
	[DOOR_LINK] = { "QLINK", true, true },
	[DOOR_HOST] = { "QHOST", true, true },
	[DOOR_PATH] = { "QPATH", true, true },
	[DOOR_ABSTRACT] = { "QABST", true, true },
	[DOOR_CONGESTION] = { "QCONG", true, true },
};
_Static_assert(ARRAY_SIZE(door_sources) == DOOR_SOURCES, "a source lacks its row");

/* What would act on a terminal, forge a row, a column or an owner, end a string, pass for another
 * name or for an escape, or is no UTF-8. */
static const char *const door_evils[] = {
	"\n",
	"\r\n",
	"\t",
	"\b\b",
	"\v",
	"\f",
	"\x1b[2J",
	"\x7f",
	"\x80",
	"\x9b"
	"1A",
	"\x9f",
	"\xc2\x80",
	"\xc2\x9b"
	"H",
	"\xff",
	"\xfe\xff",
	"\xc0\x8a",
	"\xe0\x80\x8a",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xe2\x82",
	"\xf0\x9f\x90",
	"\xd8\x9c",
	"\xe2\x80\x8e",
	"\xe2\x80\x8f",
	"\xe2\x80\xaa",
	"\xe2\x80\xae",
	"\xe2\x81\xa6",
	"\xe2\x81\xa9",
	"\xe2\x80\xa8",
	"\xe2\x80\xa9",
	"\xe2\x80\x8b",
	"\xe2\x81\xa0",
	"\xef\xbb\xbf",
	"\xf3\xa0\x81\xa1",
	"\xef\xb8\x8f",
	"\xc2\xa0",
	"\xe3\x80\x80",
	"\xc2\xad",
	" ",
	"  ",
	",",
	",1/x",
	"\",pid=1",
	"\"",
	"\"},{\"",
	"\\",
	"\\\"",
	"\\n",
	"\\x0a",
	"\\u000a",
	"'",
	"*",
};

enum door_place { DOOR_WITHIN, DOOR_BEHIND, DOOR_BEFORE, DOOR_PLACES };

/* The names of now. */
static char door_names[DOOR_SOURCES][DOOR_NAME_MAX];

/* Each source's name, with these bytes in this place of it; "" for a harmless one. */
static inline void door_set(const char *evil, enum door_place place)
{
	for (size_t i = 0; i < DOOR_SOURCES; i++) {
		const char *tag = door_sources[i].tag;
		const int n = snprintf(door_names[i], DOOR_NAME_MAX, "%s%s%s%s",
				       place == DOOR_BEFORE ? evil : "", tag,
				       place == DOOR_BEFORE ? "" : evil,
				       place == DOOR_WITHIN ? "z" : "");

		assert_true(n > 0 && n < DOOR_NAME_MAX);
	}
}

/* The databases, as the program that includes this has them: everybody is called by the names
 * above, but for those that are numbers. */
struct servent *getservbyport(int port, const char *proto)
{
	static struct servent found = { .s_name = door_names[DOOR_SERVICE] };

	(void)port;
	(void)proto;
	return &found;
}

struct protoent *getprotobynumber(int number)
{
	static struct protoent found = { .p_name = door_names[DOOR_PROTOCOL] };

	(void)number;
	return &found;
}

struct passwd *getpwuid(uid_t uid)
{
	static struct passwd found = { .pw_name = door_names[DOOR_USER] };

	(void)uid;
	return &found;
}

char *if_indextoname(unsigned int index, char name[IF_NAMESIZE])
{
	(void)index;
	memcpy(name, door_names[DOOR_LINK], DOOR_NAME_MAX);
	return name;
}

void ares_gethostbyaddr(ares_channel channel, const void *addr, int len, int family,
			ares_host_callback callback, void *arg)
{
	struct hostent found = { .h_name = door_names[DOOR_HOST] };

	(void)channel;
	(void)addr;
	(void)len;
	(void)family;
	callback(arg, ARES_SUCCESS, 0, &found);
}

/* Whether there are so many hexadecimal digits, and what they are. */
static inline bool door_hex(const char *at, size_t digits, unsigned int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < digits; i++) {
		const char c = at[i];

		if (!isxdigit((unsigned char)c))
			return false;
		*ret = *ret << 4 |
		       (unsigned int)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return true;
}

/* What a reader of the text has: each \xNN is a byte. Takes the bytes' place. */
static inline void door_decode_text(struct strbuf *sb)
{
	char *to = (char *)sb->s;

	for (size_t i = 0; i < sb->len; i++, to++) {
		unsigned int byte = 0;
		const char *at = sb->s + i;
		const bool is_escape = sb->len - i > 3 && at[0] == '\\' && at[1] == 'x' &&
				       door_hex(at + 2, 2, &byte);

		*to = is_escape ? (char)byte : *at;
		i += is_escape ? 3 : 0;
	}
	sb->len = (size_t)(to - sb->s);
}

/* What a reader of JSON has. */
static inline void door_decode_json(struct strbuf *sb)
{
	char *to = (char *)sb->s;

	for (size_t i = 0; i < sb->len; i++) {
		unsigned int code = 0;
		unsigned int low = 0;
		char one[4];

		if (sb->s[i] != '\\') {
			*to++ = sb->s[i];
		} else if (sb->s[++i] != 'u') {
			*to++ = sb->s[i];
		} else {
			assert_true(sb->len - i > 4 && door_hex(sb->s + i + 1, 4, &code));
			i += 4;
			if (code >= 0xd800 && code < 0xdc00) {
				assert_true(sb->len - i > 6 &&
					    memcmp(sb->s + i + 1, "\\u", 2) == 0 &&
					    door_hex(sb->s + i + 3, 4, &low));
				code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
				i += 6;
			}
			const size_t n = utf8_put(code, one);
			memcpy(to, one, n);
			to += n;
		}
	}
	sb->len = (size_t)(to - sb->s);
}

/* A name as JSON can hold it: U+FFFD for each byte that is no UTF-8. */
static inline void door_in_json(const char *name, char to[3 * DOOR_NAME_MAX])
{
	for (size_t i = 0, n = strlen(name); i < n;) {
		const size_t len = utf8_length(name + i, n - i);

		memcpy(to, len ? name + i : "\xef\xbf\xbd", len ? len : 3);
		to += len ? len : 3;
		i += len ? len : 1;
	}
	*to = '\0';
}

static inline size_t door_count(const struct strbuf *sb, const char *what)
{
	const char *at = sb->s;
	size_t n = 0;

	while ((at = memmem(at, (size_t)(sb->s + sb->len - at), what, strlen(what)))) {
		at += strlen(what);
		n++;
	}
	return n;
}

#endif
