/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "socks.h"

#include "util/grow.h"

/* The head of a socket is the part before its member `memory`. A stored socket is a mask
 * of the non-zero words of its head, these words, and then the valid bytes behind the
 * head. */
enum {
	WORD = sizeof(uint64_t),
	HEAD = offsetof(struct sock, memory),
	WORDS = HEAD / WORD,
};
_Static_assert(HEAD % WORD == 0, "a head is whole words");
_Static_assert(WORDS <= 16, "as many as a mask has bits");

void socks_release(struct socks *socks)
{
	free(socks->bytes);
	*socks = (struct socks){ 0 };
}

int socks_add(struct socks *socks, const struct sock *s)
{
	const size_t rest = sock_size(s) - HEAD;
	uint64_t words[WORDS];
	uint16_t mask = 0;

	const size_t need = socks->len + sizeof(mask) + HEAD + rest;
	int r = grow(&socks->bytes, &socks->cap, need, 1);
	if (r < 0)
		return r;

	char *begin = socks->bytes + socks->len;
	char *to = begin + sizeof(mask);
	memcpy(words, s, HEAD);
	for (size_t i = 0; i < WORDS; i++) {
		/* A zero word is written, too, but `to` does not move on, so that the
		 * next word overwrites it. */
		memcpy(to, &words[i], WORD);
		to += words[i] ? WORD : 0;
		mask |= (uint16_t)((words[i] != 0) << i);
	}
	memcpy(begin, &mask, sizeof(mask));
	memcpy(to, (const char *)s + HEAD, rest);
	socks->len = (size_t)(to - socks->bytes) + rest;
	return 0;
}

/* Unpacks the head of the socket stored at offset `at` into *ret, and returns the offset
 * behind the stored head. */
static size_t get_head(const struct socks *socks, size_t at, struct sock *ret)
{
	uint64_t words[WORDS] = { 0 };
	uint16_t mask = 0;

	memcpy(&mask, socks->bytes + at, sizeof(mask));
	at += sizeof(mask);
	for (size_t i = 0; i < WORDS; i++) {
		if (!(mask >> i & 1))
			continue;
		memcpy(&words[i], socks->bytes + at, WORD);
		at += WORD;
	}
	memcpy(ret, words, HEAD);
	return at;
}

bool socks_next(const struct socks *socks, size_t *at, struct sock *ret)
{
	if (*at == socks->len)
		return false;
	const size_t behind = get_head(socks, *at, ret);
	const size_t rest = sock_size(ret) - HEAD;
	memcpy((char *)ret + HEAD, socks->bytes + behind, rest);
	*at = behind + rest;
	return true;
}

bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode)
{
	struct sock head;

	if (*at == socks->len)
		return false;
	*at = get_head(socks, *at, &head) + sock_size(&head) - HEAD;
	*ret_inode = head.inode;
	return true;
}
