/* SPDX-License-Identifier: GPL-2.0-or-later */
/* evildns ADDRESS: a name server that answers each question with a PTR record (RFC 1035)
 * whose labels would clear the screen and forge a row, or that is the number of another
 * address, an asterisk, or a normal name. Prints "ready"; runs until it is killed. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 12, QUERY_MAX = 512, ANSWER_MAX = 256 };

int main(int argc, char *argv[])
{
#define ANSWER(asked, labels)                                                            \
	{                                                                                \
		asked, labels, sizeof(labels)                                            \
	}
	static const struct {
		/* The beginning of the name that is asked for. */
		const char *asked;
		const char *labels;
		/* Size including the empty label of the root. */
		size_t size;
	} answers[] = {
		/* Labels of 17, 12 and 4 bytes. */
		ANSWER("\0011\0011\0010\003127", "\021evil\033[2J\r\ntcp 0 0\014\302\233m"
						 "\342\200\256forged\004test"),
		ANSWER("\0013\0011\0010\003127", "\0018\0018\0018\0018"),
		ANSWER("\0014\0011\0010\003127", "\0040x7f\0011"),
		ANSWER("\0015\0011\0010\003127", "\001*"),
		ANSWER("", "\004good\004test"),
	};
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
		/* The name is a pointer to the question at offset 12; type PTR, class IN,
		 * a TTL, the length of the data. */
		static const unsigned char record[] = { 0xc0, HEADER, 0, 12, 0, 1,
							0,    0,      0, 9,  0 };
		ssize_t n = recvfrom(fd, packet, QUERY_MAX, 0, (struct sockaddr *)&from,
				     &len);

		if (n < HEADER)
			continue;
		size_t size = HEADER;
		while (size < (size_t)n && packet[size])
			size += packet[size] + 1U;
		/* The root label, type and class; EDNS follows. */
		size += 5;
		if (size > (size_t)n)
			continue;
		/* The message is a response, recursion is desired. */
		packet[2] = 0x81;
		/* Recursion is available, there is no error. */
		packet[3] = 0x80;
		memset(packet + 6, 0, 6);
		/* There is one answer. */
		packet[7] = 1;
		memcpy(packet + size, record, sizeof(record));
		size += sizeof(record);
		size_t i = 0;
		while (memcmp(packet + HEADER, answers[i].asked,
			      strlen(answers[i].asked)) != 0)
			i++;
		packet[size++] = (unsigned char)answers[i].size;
		memcpy(packet + size, answers[i].labels, answers[i].size);
		size += answers[i].size;
		sendto(fd, packet, size, 0, (const struct sockaddr *)&from, len);
	}
}
