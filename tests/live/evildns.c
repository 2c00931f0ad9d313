/* SPDX-License-Identifier: GPL-2.0-or-later */
/* evildns ADDRESS: a name server that answers each question with a PTR record (RFC 1035)
 * of labels that would clear a screen and forge a row. Prints "ready"; ends when it is
 * ended. */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 12, QUERY_MAX = 512, ANSWER_MAX = 256 };

int main(int argc, char *argv[])
{
	/* labels of 17, 12 and 4 bytes, and of 4 and 4 */
	static const unsigned char evil[] =
		"\021evil\033[2J\r\ntcp 0 0\014\302\233m\342\200\256"
		"forged\004test";
	static const unsigned char good[] = "\004good\004test";
	static const unsigned char asks_evil[] = "\0011\0011\0010\003127";
	struct sockaddr_in self = { .sin_family = AF_INET, .sin_port = htons(53) };
	unsigned char packet[QUERY_MAX + ANSWER_MAX];

	if (argc != 2 || inet_pton(AF_INET, argv[1], &self.sin_addr) != 1)
		return 2;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&self, sizeof(self)) < 0)
		return 1;
	puts("ready");
	fflush(stdout);

	for (;;) {
		struct sockaddr_in from;
		socklen_t len = sizeof(from);
		/* name: the question's, at 12; type PTR, class IN, a TTL, the data's
		 * length */
		static const unsigned char record[] = { 0xc0, HEADER, 0, 12, 0, 1,
							0,    0,      0, 9,  0 };
		ssize_t n = recvfrom(fd, packet, QUERY_MAX, 0, (struct sockaddr *)&from,
				     &len);

		if (n < HEADER)
			continue;
		size_t size = HEADER;
		while (size < (size_t)n && packet[size])
			size += packet[size] + 1U;
		size += 5; /* the root label, type and class; what follows is EDNS */
		if (size > (size_t)n)
			continue;
		packet[2] = 0x81; /* a response, recursion desired */
		packet[3] = 0x80; /* and available; no error */
		memset(packet + 6, 0, 6);
		packet[7] = 1; /* one answer */
		memcpy(packet + size, record, sizeof(record));
		size += sizeof(record);
		const bool is_evil =
			memcmp(packet + HEADER, asks_evil, sizeof(asks_evil) - 1) == 0;
		const size_t length = is_evil ? sizeof(evil) : sizeof(good);
		packet[size++] = (unsigned char)length;
		memcpy(packet + size, is_evil ? evil : good, length);
		size += length;
		sendto(fd, packet, size, 0, (const struct sockaddr *)&from, len);
	}
}
