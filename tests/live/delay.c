/* SPDX-License-Identifier: GPL-2.0-or-later */
/* delay NETNS IF IF [WORD]...: a slow and lossy link, in a network namespace with two interfaces:
 * frames that arrive on one are sent on the other, some time later, as netem does in kernels that
 * have it. These words are also accepted as lines of stdin:
 *   delay=MS      delays each direction from now on; 0 by default
 *   drop=WHAT     drops these TCP segments: all, syn, synack, rst, fin, or data
 *   drop=WHAT/N   drops every Nth of them, beginning with the Nth; drop=WHAT*N drops the first N
 *   cut           turns segments with data into resets, like a firewall that ends connections
 *   pass          ends dropping and cutting
 * Prints "ready", and ends at the end of stdin, at the latest after two minutes. Prints the
 * dropped segments on stderr at the end. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	/* The largest frame that offloading produces, with headers. */
	FRAME_MAX = 1 << 17,
	LIFE_S = 120,
	RULES_MAX = 8,
	LINE_MAX_ = 256,
	BUFFER = 64 << 20,
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The head says which checksums and segments the kernel left to hardware. */
struct frame {
	struct frame *next;
	struct timespec due;
	size_t size;
	char bytes[];
};

struct wire {
	int from;
	int to;
	struct frame *first;
	struct frame **last;
};

enum what { ALL, SYN, SYNACK, RST, FIN, DATA };

static const char *const whats[] = {
	[ALL] = "all", [SYN] = "syn", [SYNACK] = "synack",
	[RST] = "rst", [FIN] = "fin", [DATA] = "data",
};

static struct rule {
	enum what what;
	/* '/' or '*', or 0 for every segment */
	char how;
	unsigned long n;
	unsigned long seen;
} rules[RULES_MAX];
static size_t rules_count;
static unsigned long delay_ms;
static unsigned long dropped;
static bool is_cutting;

static void die(const char *what)
{
	fprintf(stderr, "delay: %s: %s\n", what, strerror(errno));
	exit(125);
}

static unsigned long number(const char *text, char **end)
{
	errno = 0;
	const unsigned long n = strtoul(text, end, 10);
	if (errno || *end == text)
		die(text);
	return n;
}

static void add_rule(const char *text)
{
	struct rule rule = { 0 };
	const size_t n = strcspn(text, "/*");
	size_t i = 0;

	while (i < ARRAY_SIZE(whats) &&
	       (strlen(whats[i]) != n || strncmp(whats[i], text, n) != 0))
		i++;
	errno = EINVAL;
	if (i == ARRAY_SIZE(whats) || rules_count == RULES_MAX)
		die(text);
	rule.what = (enum what)i;
	rule.how = text[n];
	if (rule.how) {
		char *end = NULL;

		rule.n = number(text + n + 1, &end);
		errno = EINVAL;
		if (*end || !rule.n)
			die(text);
	}
	rules[rules_count++] = rule;
}

static void obey(const char *word)
{
	char *end = NULL;

	if (strncmp(word, "drop=", 5) == 0)
		add_rule(word + 5);
	else if (strncmp(word, "delay=", 6) == 0)
		delay_ms = number(word + 6, &end);
	else if (strcmp(word, "cut") == 0)
		is_cutting = true;
	else if (strcmp(word, "pass") == 0)
		rules_count = 0, is_cutting = false;
	else
		errno = EINVAL, die(word);
}

/* The TCP header, and how much there is behind it; NULL where the frame is of another kind,
 * a fragment, or has options between IPv6 and TCP. */
static const struct tcphdr *find_tcp(const char *frame, size_t size, size_t *ret_data)
{
	struct ether_header ether;
	struct iphdr v4;
	struct ip6_hdr v6;
	size_t at = sizeof(ether);
	size_t end = 0;

	if (size < at)
		return NULL;
	memcpy(&ether, frame, sizeof(ether));
	if (ether.ether_type == htons(ETHERTYPE_IP) && size >= at + sizeof(v4)) {
		memcpy(&v4, frame + at, sizeof(v4));
		if (v4.protocol != IPPROTO_TCP || (ntohs(v4.frag_off) & IP_OFFMASK))
			return NULL;
		end = at + ntohs(v4.tot_len);
		at += v4.ihl * (size_t)4;
	} else if (ether.ether_type == htons(ETHERTYPE_IPV6) && size >= at + sizeof(v6)) {
		memcpy(&v6, frame + at, sizeof(v6));
		if (v6.ip6_nxt != IPPROTO_TCP)
			return NULL;
		at += sizeof(v6);
		end = at + ntohs(v6.ip6_plen);
	} else {
		return NULL;
	}
	if (size < at + sizeof(struct tcphdr))
		return NULL;

	const struct tcphdr *tcp = (const void *)(frame + at);
	/* The frame may be padded after the packet. */
	end = end < size ? end : size;
	at += tcp->doff * (size_t)4;
	*ret_data = end > at ? end - at : 0;
	return tcp;
}

static bool is_meant(enum what what, const struct tcphdr *tcp, size_t data)
{
	switch (what) {
	case ALL:
		return true;
	case SYN:
		return tcp->syn && !tcp->ack;
	case SYNACK:
		return tcp->syn && tcp->ack;
	case RST:
		return tcp->rst;
	case FIN:
		return tcp->fin;
	case DATA:
		return data > 0;
	}
	return false;
}

static bool is_lost(const char *frame, size_t size)
{
	size_t data = 0;
	const struct tcphdr *tcp = find_tcp(frame, size, &data);
	bool lost = false;

	for (size_t i = 0; tcp && i < rules_count; i++) {
		struct rule *rule = &rules[i];

		if (!is_meant(rule->what, tcp, data))
			continue;
		rule->seen++;
		lost |= rule->how == '/'   ? rule->seen % rule->n == 0
			: rule->how == '*' ? rule->seen <= rule->n
					   : true;
	}
	return lost;
}

/* Turns a segment with data into a reset. A checksum that was left to hardware does not
 * include the flags yet; any other is adjusted (RFC 1624). */
static void cut(char *frame, size_t size, bool has_checksum)
{
	/* Offsets in the TCP header, in units of 16 bits. */
	enum { FLAGS = 12, CHECKSUM = 16 };
	size_t data = 0;
	const struct tcphdr *tcp = find_tcp(frame, size, &data);
	struct tcphdr reset;
	uint16_t before = 0;
	uint16_t after = 0;

	if (!tcp || !data)
		return;
	char *at = frame + ((const char *)tcp - frame);
	memcpy(&before, at + FLAGS, sizeof(before));
	memcpy(&reset, tcp, sizeof(reset));
	reset.rst = 1;
	reset.psh = 0;
	memcpy(at, &reset, sizeof(reset));
	memcpy(&after, at + FLAGS, sizeof(after));
	if (!has_checksum)
		return;

	uint32_t sum = (uint16_t)~reset.check + (uint32_t)(uint16_t)~before + after;
	sum = (sum & UINT16_MAX) + (sum >> 16);
	sum = (sum & UINT16_MAX) + (sum >> 16);
	const uint16_t check = (uint16_t)~sum;
	memcpy(at + CHECKSUM, &check, sizeof(check));
}

static struct timespec now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t;
}

static struct timespec later(struct timespec t, unsigned long ms)
{
	t.tv_sec += (time_t)(ms / 1000);
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Returns the time left until then, or 0. */
static struct timespec until(struct timespec then)
{
	const struct timespec t = now();
	struct timespec left = { then.tv_sec - t.tv_sec, then.tv_nsec - t.tv_nsec };

	if (left.tv_nsec < 0) {
		left.tv_sec--;
		left.tv_nsec += 1000000000;
	}
	if (left.tv_sec < 0)
		left = (struct timespec){ 0 };
	return left;
}

static bool is_due(const struct frame *frame)
{
	const struct timespec left = until(frame->due);

	return !left.tv_sec && !left.tv_nsec;
}

/* Reads all frames that wait at one end. */
static void take(struct wire *wire)
{
	static char bytes[FRAME_MAX];
	const size_t head = sizeof(struct virtio_net_hdr);
	ssize_t n = 0;

	while ((n = recv(wire->from, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
		if ((size_t)n < head)
			continue;
		if (is_lost(bytes + head, (size_t)n - head)) {
			dropped++;
			continue;
		}
		struct virtio_net_hdr offload;
		memcpy(&offload, bytes, sizeof(offload));
		if (is_cutting)
			cut(bytes + head, (size_t)n - head,
			    !(offload.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM));
		struct frame *frame = malloc(sizeof(*frame) + (size_t)n);
		if (!frame)
			die("malloc");
		frame->next = NULL;
		frame->due = later(now(), delay_ms);
		frame->size = (size_t)n;
		memcpy(frame->bytes, bytes, (size_t)n);
		*wire->last = frame;
		wire->last = &frame->next;
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN)
		die("recv");
}

/* Sends frames whose delay is over; a full queue drops frames, as networks do. */
static void give(struct wire *wire)
{
	while (wire->first && is_due(wire->first)) {
		struct frame *frame = wire->first;

		wire->first = frame->next;
		if (!wire->first)
			wire->last = &wire->first;
		if (send(wire->to, frame->bytes, frame->size, 0) < 0)
			dropped++;
		free(frame);
	}
}

static int open_end(const char *name)
{
	const int one = 1;
	const int size = BUFFER;
	const struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(name),
	};
	const struct packet_mreq all = {
		.mr_ifindex = at.sll_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};

	if (!at.sll_ifindex)
		die(name);
	/* The socket is bound, and so begins to receive, only after it is set up. */
	const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	/* Ignore frames sent by the program itself, and complete checksums that the
	 * kernel left out for a frame that stays in the machine. */
	if (fd < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0 ||
	    bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		die("packet socket");
	/* The buffer is as large as the kernel allows. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return fd;
}

/* Reads a line of words; returns false at the end of the input. */
static bool listen_to(int fd)
{
	static char line[LINE_MAX_];
	static size_t len;
	char *end = NULL;
	const ssize_t n = read(fd, line + len, sizeof(line) - 1 - len);

	if (n <= 0)
		return false;
	len += (size_t)n;
	line[len] = '\0';
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
			obey(word);
		len -= (size_t)(end + 1 - line);
		memmove(line, end + 1, len + 1);
	}
	return true;
}

int main(int argc, char *argv[])
{
	if (argc < 4) {
		fputs("delay NETNS IF IF [WORD]...\n", stderr);
		return 125;
	}
	const int netns = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (netns < 0 || setns(netns, CLONE_NEWNET) < 0)
		die(argv[1]);
	close(netns);
	const int one = open_end(argv[2]);
	const int other = open_end(argv[3]);
	struct wire wires[] = { { .from = one, .to = other },
				{ .from = other, .to = one } };
	for (size_t i = 0; i < ARRAY_SIZE(wires); i++)
		wires[i].last = &wires[i].first;
	for (int i = 4; i < argc; i++)
		obey(argv[i]);
	/* A busy machine must not lengthen the delay; without permission it may. */
	const struct sched_param first = { .sched_priority = 1 };
	(void)sched_setscheduler(0, SCHED_FIFO, &first);
	puts("ready");
	fflush(stdout);

	const struct timespec end = later(now(), LIFE_S * 1000UL);
	for (;;) {
		struct pollfd fds[] = { { .fd = one, .events = POLLIN },
					{ .fd = other, .events = POLLIN },
					{ .fd = STDIN_FILENO, .events = POLLIN } };
		struct timespec left = until(end);

		if (!left.tv_sec && !left.tv_nsec)
			break;
		for (size_t i = 0; i < ARRAY_SIZE(wires); i++) {
			const struct timespec next =
				wires[i].first ? until(wires[i].first->due) : left;

			if (next.tv_sec < left.tv_sec ||
			    (next.tv_sec == left.tv_sec && next.tv_nsec < left.tv_nsec))
				left = next;
		}
		if (ppoll(fds, ARRAY_SIZE(fds), &left, NULL) < 0 && errno != EINTR)
			die("ppoll");
		for (size_t i = 0; i < ARRAY_SIZE(wires); i++) {
			take(&wires[i]);
			give(&wires[i]);
		}
		if (fds[2].revents && !listen_to(STDIN_FILENO))
			break;
	}
	fprintf(stderr, "delay: %lu frames lost\n", dropped);
	return 0;
}
