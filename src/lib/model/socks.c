/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "socks.h"

#include "util/grow.h"

/* The head of a socket is the part before its member `memory`. A stored socket is a mask
 * of the non-zero words of its head, these words, and then the valid bytes behind the
 * head. A socket that does not fit into the rest of a chunk (a memory block of
 * SOCKS_CHUNK bytes) is stored in the next chunk; if the rest has room for a mask, the
 * mask NEXT_CHUNK is stored there. */
enum {
	WORD = sizeof(uint64_t),
	HEAD = offsetof(struct sock, memory),
	WORDS = HEAD / WORD,
	NEXT_CHUNK = UINT16_MAX,
	/* upper bound of the bytes that a stored socket takes */
	STORED_MAX = sizeof(uint16_t) + sizeof(struct sock) + WORD,
	FIRST_CAP = 4096,
};
_Static_assert(HEAD % WORD == 0, "a head is whole words");
_Static_assert(WORDS < 16, "no mask is NEXT_CHUNK");
_Static_assert(STORED_MAX < FIRST_CAP, "each socket fits into a chunk");

void socks_release(struct socks *socks)
{
	for (size_t i = 0; i < socks->chunks_len; i++)
		free(socks->chunks[i]);
	free(socks->chunks);
	*socks = (struct socks){ 0 };
}

/* Makes room in the first chunk (memory block) of the list for `need` bytes, which are at
 * most SOCKS_CHUNK. */
static int grow_first(struct socks *socks, size_t need)
{
	size_t cap = socks->first_cap ? socks->first_cap : FIRST_CAP;

	while (cap < need)
		cap *= 2;
	if (cap == socks->first_cap)
		return 0;

	char *bigger = cap < SOCKS_CHUNK ? malloc(cap) : huge_alloc(SOCKS_CHUNK);

	if (!bigger)
		return -ENOMEM;
	if (socks->chunks[0])
		memcpy(bigger, socks->chunks[0], socks->len);
	free(socks->chunks[0]);
	socks->chunks[0] = bigger;
	socks->first_cap = cap;
	return 0;
}

/* Makes room for `need` bytes at the end of the list, in one chunk (memory block).
 * Returns 0 or -ENOMEM. */
static int make_room(struct socks *socks, size_t need)
{
	const size_t used = socks->len % SOCKS_CHUNK;
	size_t chunk = socks->len / SOCKS_CHUNK;
	const bool is_full = used + need > SOCKS_CHUNK;

	chunk += is_full;
	if (chunk == socks->chunks_len) {
		int r = grow(&socks->chunks, &socks->chunks_cap, chunk + 1,
			     sizeof(*socks->chunks));
		if (r < 0)
			return r;
		socks->chunks[chunk] = chunk ? huge_alloc(SOCKS_CHUNK) : NULL;
		if (chunk && !socks->chunks[chunk])
			return -ENOMEM;
		socks->chunks_len++;
	}
	if (!chunk)
		return grow_first(socks, used + need);
	if (!is_full)
		return 0;
	if (used + sizeof(uint16_t) <= SOCKS_CHUNK)
		memset(socks->chunks[chunk - 1] + used, 0xff, sizeof(uint16_t));
	socks->len = chunk * SOCKS_CHUNK;
	return 0;
}

int socks_add(struct socks *socks, const struct sock *s)
{
	const size_t rest = sock_size(s) - HEAD;
	uint64_t words[WORDS];
	uint16_t mask = 0;

	int r = make_room(socks, sizeof(mask) + HEAD + rest);
	if (r < 0)
		return r;

	char *begin = socks->chunks[socks->len / SOCKS_CHUNK] + socks->len % SOCKS_CHUNK;
	char *to = begin + sizeof(mask);
	memcpy(words, s, HEAD);
	for (size_t i = 0; i < WORDS; i++) {
		/* A zero word is written, too, but `to` is advanced only behind other
		 * words, and the next word overwrites the zero word. */
		memcpy(to, &words[i], WORD);
		to += words[i] ? WORD : 0;
		mask |= (uint16_t)((words[i] != 0) << i);
	}
	memcpy(begin, &mask, sizeof(mask));
	memcpy(to, (const char *)s + HEAD, rest);
	socks->len += (size_t)(to - begin) + rest;
	socks->count++;
	return 0;
}

/* Unpacks the head (the members before `memory`) of the socket stored at position *at
 * into *ret. Moves *at to the first stored byte of the socket, and returns the number of
 * bytes that the stored head takes. */
static size_t get_head(const struct socks *socks, size_t *at, struct sock *ret)
{
	uint64_t words[WORDS] = { 0 };
	uint16_t mask = NEXT_CHUNK;
	const size_t left = SOCKS_CHUNK - *at % SOCKS_CHUNK;

	if (left >= sizeof(mask))
		memcpy(&mask, socks->chunks[*at / SOCKS_CHUNK] + *at % SOCKS_CHUNK,
		       sizeof(mask));
	if (mask == NEXT_CHUNK) {
		*at += left;
		memcpy(&mask, socks->chunks[*at / SOCKS_CHUNK], sizeof(mask));
	}

	const char *begin = socks->chunks[*at / SOCKS_CHUNK] + *at % SOCKS_CHUNK;
	const char *from = begin + sizeof(mask);
	for (size_t i = 0; i < WORDS; i++) {
		if (!(mask >> i & 1))
			continue;
		memcpy(&words[i], from, WORD);
		from += WORD;
	}
	memcpy(ret, words, HEAD);
	return (size_t)(from - begin);
}

bool socks_next(const struct socks *socks, size_t *at, struct sock *ret)
{
	if (*at == socks->len)
		return false;
	const size_t head = get_head(socks, at, ret);
	const size_t rest = sock_size(ret) - HEAD;
	memcpy((char *)ret + HEAD,
	       socks->chunks[*at / SOCKS_CHUNK] + *at % SOCKS_CHUNK + head, rest);
	*at += head + rest;
	return true;
}

bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode)
{
	struct sock head;

	if (*at == socks->len)
		return false;
	const size_t stored = get_head(socks, at, &head);
	*at += stored + sock_size(&head) - HEAD;
	*ret_inode = head.inode;
	return true;
}
