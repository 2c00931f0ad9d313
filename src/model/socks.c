/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "socks.h"

#include "base/grow.h"

void socks_release(struct socks *socks)
{
	free(socks->bytes);
	*socks = (struct socks){ 0 };
}

int socks_add(struct socks *socks, const struct sock *s)
{
	const size_t size = sock_size(s);

	int r = grow(&socks->bytes, &socks->cap, socks->len + size, 1);
	if (r < 0)
		return r;
	memcpy(socks->bytes + socks->len, s, size);
	socks->len += size;
	return 0;
}

bool socks_next(const struct socks *socks, size_t *at, struct sock *ret)
{
	if (*at == socks->len)
		return false;
	/* the head tells how much there is behind it */
	memcpy(ret, socks->bytes + *at, offsetof(struct sock, memory));
	const size_t size = sock_size(ret);
	memcpy(ret, socks->bytes + *at, size);
	*at += size;
	return true;
}

bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode)
{
	struct sock head;

	if (*at == socks->len)
		return false;
	memcpy(&head, socks->bytes + *at, offsetof(struct sock, memory));
	*ret_inode = head.inode;
	*at += sock_size(&head);
	return true;
}
