/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "model/state.h"
#include "text/distance.h"
#include "text/strbuf.h"
#include "text/wrap.h"
#include "util/cleanup.h"

enum {
	WIDTH = 79,
	MARGIN = 11,
	WORD_MAX = 32,
	BEGINNING = 3,
};

static const char page[] =
	"   CLIENT                                      SERVER\n"
	"Handshake: milliseconds\n"
	"   CLOSE                                       CLOSE\n"
	"     | connect()                                 | listen()\n"
	"   SYN_SENT     ---------- SYN ------------>   LISTEN\n"
	"     |          <------- SYN+ACK -----------   SYN_RECV\n"
	"   ESTABLISHED  ---------- ACK ------------>   ESTABLISHED, waits for accept()\n"
	"\n"
	"   FIRST TO CLOSE, either side                 LAST TO CLOSE\n"
	"Teardown: milliseconds, except for the programs' part and TIME_WAIT\n"
	"     | close()\n"
	"   FIN_WAIT1    ---------- FIN ------------>   CLOSE_WAIT until its program\n"
	"   FIN_WAIT2    <--------- ACK -------------     | calls close()\n"
	"   TIME_WAIT    <--------- FIN -------------   LAST_ACK\n"
	"     | 60 s     ---------- ACK ------------>   CLOSE\n"
	"   CLOSE        both at once: FIN_WAIT1, CLOSING, TIME_WAIT\n"
	"\n"
	"Failure: CLOSE from any state\n"
	"   SYN, then a reset       refused: nothing listens, or a firewall says so\n"
	"   SYN, then nothing       resent for two minutes, timed out: filtered or dead\n"
	"   a reset in mid-stream   the program broke off, or a box on the path did\n"
	"   data, and no ACK        resent for about 15 minutes: path or peer is gone\n"
	"\n"
	"--explain STATE describes a state, --explain all each; --doctor finds "
	"trouble.\n";

/* Initializes explain_state.facts, the paragraphs about a TCP state: one text for each
 * label. */
#define FACTS(means, peer, entered, left, healthy, stays, find)                          \
	{                                                                                \
		{ "means", means }, { "peer", peer }, { "entered", entered },            \
			{ "left", left }, { "healthy", healthy }, { "stays", stays },    \
			{ "find", find },                                                \
	}

const struct explain_state explain_states[] = {
	{ STATE_LISTEN, "LISTENING on Windows",
	  FACTS("a server waits for connections. Recv-Q is how many are established and "
		"wait for accept(), Send-Q how many may.",
		"none: each connection gets a socket of its own.", "by listen().",
		"when its program closes it, or ends.",
		"as long as the service is up, with Recv-Q at or near 0.",
		"normal. Recv-Q near Send-Q: its program does not accept fast enough, "
		"and handshakes are dropped. Without a listener clients are refused.",
		"sockstat -tlnp") },
	{ STATE_SYN_SENT, "SYN-SENT in ss",
	  FACTS("a client has sent its SYN, and nothing came back yet.",
		"SYN_RECV if the SYN arrived; if not, it knows nothing.", "by connect().",
		"to ESTABLISHED by the server's SYN+ACK; to CLOSE by a reset (refused), "
		"or after about two minutes (tcp_syn_retries; timed out).",
		"milliseconds, at worst a second or two.",
		"the SYN or its answer is lost: dropped by a firewall, a dead host, no "
		"route back, or an accept queue that is full. The fault is on the path "
		"or the server's side. The timer counts how often the SYN was resent.",
		"sockstat -tnpo --state=tcp:SYN_SENT") },
	{ STATE_SYN_RECV,
	  "SYN-RECV in ss, NEW_SYN_RECV in the kernel, SYN_RCVD on BSD, SYN_RECEIVED on "
	  "Windows",
	  FACTS("a server has received a SYN, has sent SYN+ACK, and waits for the ACK. "
		"No process holds it yet.",
		"SYN_SENT, or ESTABLISHED if only its ACK is lost.",
		"when a SYN arrives at a listener; rarely from SYN_SENT, where both ends "
		"connect at once.",
		"to ESTABLISHED by the ACK; it is removed by a reset, or after about "
		"a minute (tcp_synack_retries).",
		"one round trip.",
		"SYN+ACK or ACK is lost: the route back is filtered or another one; the "
		"client does not exist (a flood of forged SYNs); the accept queue is "
		"full, so that the ACK is not taken; or the listener waits for data "
		"(TCP_DEFER_ACCEPT).",
		"sockstat -tno --state=tcp:SYN_RECV") },
	{ STATE_ESTABLISHED, "ESTAB in ss",
	  FACTS("the connection is open, and data may flow both ways.",
		"ESTABLISHED, as far as can be known: that a peer vanished silently is "
		"noticed only when something is sent, or by keepalive.",
		"when the handshake is complete; on the server it then waits for "
		"accept().",
		"to FIN_WAIT1 when this end closes, to CLOSE_WAIT by the peer's FIN; to "
		"CLOSE by a reset, or after about 15 minutes without ACK (tcp_retries2).",
		"as long as both programs want, idle or not.",
		"normal. A Recv-Q that stays: this program does not read. A Send-Q "
		"that stays: with the timer 'on' the peer does not acknowledge, with "
		"'probe' its program does not read.",
		"sockstat -tnpo --state=tcp:ESTABLISHED") },
	{ STATE_FIN_WAIT1, "FIN-WAIT-1 in ss, FIN_WAIT_1 on BSD and Windows",
	  FACTS("this end closed first; its FIN, or the data before it, is not yet "
		"acknowledged.",
		"ESTABLISHED until the FIN arrives, CLOSE_WAIT then.",
		"by close() or shutdown() in ESTABLISHED.",
		"to FIN_WAIT2 by the ACK, to CLOSING by the peer's FIN, to TIME_WAIT by "
		"both; to CLOSE by a reset, or when resending is given up.",
		"one round trip, and what the data before the FIN takes.",
		"with the timer 'on' and counting, the peer or the path is gone; with "
		"'probe', the peer's program does not read. One that no process holds "
		"any more is given up after some minutes (tcp_orphan_retries).",
		"sockstat -tnpo --state=tcp:FIN_WAIT1") },
	{ STATE_FIN_WAIT2, "FIN-WAIT-2 in ss, FIN_WAIT_2 on BSD and Windows",
	  FACTS("this end has closed and the peer knows, but has not closed itself.",
		"CLOSE_WAIT: its program has yet to close.",
		"from FIN_WAIT1, by the ACK of the FIN.",
		"to TIME_WAIT by the peer's FIN; a socket without a process is dropped "
		"after 60 s (tcp_fin_timeout).",
		"a moment; longer where this end has called shutdown() to send no more, "
		"and still reads.",
		"the peer's program does not close, and usually is at fault. While a "
		"process here holds the socket there is no time limit.",
		"sockstat -tnpo --state=tcp:FIN_WAIT2") },
	{ STATE_CLOSE_WAIT, "CLOSE-WAIT in ss",
	  FACTS("the peer has closed, and the program at this end has not.",
		"FIN_WAIT2, or gone without waiting for this end.",
		"from ESTABLISHED, by the peer's FIN.",
		"to LAST_ACK when the program closes; to CLOSE by a reset. Nothing else "
		"ends it.",
		"a moment, until the program has read the end of file; longer only "
		"where it still sends.",
		"the program forgets to close, or hangs: a leak at this end, whatever "
		"the peer is. It lasts until the program ends.",
		"sockstat -tnp --state=tcp:CLOSE_WAIT") },
	{ STATE_LAST_ACK, "LAST-ACK in ss",
	  FACTS("the peer closed first, then this end; its FIN, or the data before it, "
		"is not yet acknowledged.",
		"FIN_WAIT2, then TIME_WAIT.", "from CLOSE_WAIT, by close().",
		"it is removed by the ACK, by a reset, or when resending is given up "
		"(tcp_orphan_retries).",
		"one round trip.",
		"the peer or the path is gone, and the FIN is resent. No process here "
		"can do anything about it; it ends by itself.",
		"sockstat -tno --state=tcp:LAST_ACK") },
	{ STATE_CLOSING, NULL,
	  FACTS("both ends closed at once: the FINs crossed, and this end's is not yet "
		"acknowledged.",
		"CLOSING, or ESTABLISHED while this end's FIN waits behind data.",
		"from FIN_WAIT1, by the peer's FIN.", "to TIME_WAIT by the ACK.",
		"one round trip, and rarely seen.",
		"as with FIN_WAIT1: what was sent is lost, or the peer does not read it.",
		"sockstat -tnpo --state=tcp:CLOSING") },
	{ STATE_TIME_WAIT, "TIME-WAIT in ss",
	  FACTS("both ends have closed. This one, the first to close, keeps the pair of "
		"addresses and ports for a while, so that late segments do not reach a "
		"new connection. No process holds it.",
		"gone.", "from FIN_WAIT2, CLOSING or FIN_WAIT1, by the peer's FIN.",
		"it is removed after 60 s, or for a new connection on the same ports "
		"(tcp_tw_reuse).",
		"always; thousands are normal where this end closes first.",
		"it cannot. Very many to one destination use up the local ports "
		"(ip_local_port_range), and connect() fails: keep connections open and "
		"reuse them, or let the other end close first.",
		"sockstat -tno --state=tcp:TIME_WAIT") },
	{ STATE_CLOSE, "UNCONN in ss, CLOSED in RFC 9293, BOUND_INACTIVE in the kernel",
	  FACTS("there is no connection: not yet, or no longer.", "none.",
		"by socket(), or from any state by a reset or time-out.",
		"by connect() or listen().",
		"a moment, between bind() and what comes next.",
		"a program has bound a port and neither listens nor connects. Only "
		"bound sockets are listed (Linux 6.8 and later).",
		"sockstat -tanp --state=tcp:CLOSE") },
};

const size_t explain_states_count = ARRAY_SIZE(explain_states);

const struct explain_state *explain_find(const char *word)
{
	/* the names of TCP states in the kernel begin with this prefix, as in
	 * TCP_LISTEN */
	static const char prefix[] = "TCP_";

	if (strncasecmp(word, prefix, strlen(prefix)) == 0)
		word += strlen(prefix);

	uint32_t bits = state_bits(word, strlen(word));
	if (bits & STATE_BIT(STATE_BOUND_INACTIVE))
		bits |= STATE_BIT(STATE_CLOSE);
	for (size_t i = 0; i < ARRAY_SIZE(explain_states); i++)
		if (bits & STATE_BIT(explain_states[i].state))
			return &explain_states[i];
	return NULL;
}

/* Copies the letters and digits of `word` to `to`, in upper case and without other
 * characters, so that "fin-wait1" equals "FINWAIT1". If the result would be longer than
 * WORD_MAX - 1 characters, its end is left out. */
static void normalize_word(const char *word, char to[WORD_MAX])
{
	size_t n = 0;

	for (; *word && n < WORD_MAX - 1; word++)
		if (isalnum((unsigned char)*word))
			to[n++] = (char)toupper((unsigned char)*word);
	to[n] = '\0';
}

const char *explain_nearest(const char *word)
{
	char typed[WORD_MAX];
	const char *best = NULL;
	size_t least = SIZE_MAX;

	normalize_word(word, typed);
	for (size_t i = 0; i < ARRAY_SIZE(explain_states); i++) {
		const char *name = state_name(explain_states[i].state);
		char plain[WORD_MAX];

		normalize_word(name, plain);
		/* a mistyped word that is the beginning of a name, and has at least
		 * BEGINNING letters, counts as near to the name as a word with one typing
		 * error */
		const bool is_begun = strlen(typed) >= BEGINNING &&
				      strncmp(plain, typed, strlen(typed)) == 0;
		const size_t d = is_begun ? 1 : distance_of_typo(typed, plain);
		if (d < least) {
			least = d;
			best = name;
		}
	}
	return best;
}

void explain_put_page(struct strbuf *sb)
{
	strbuf_adds(sb, page);
}

void explain_put_state(struct strbuf *sb, const struct explain_state *e)
{
	strbuf_adds(sb, state_name(e->state));
	strbuf_addc(sb, '\n');
	if (e->also)
		wrap_adds(sb, "also", e->also, MARGIN, WIDTH);
	for (size_t i = 0; i < EXPLAIN_FACTS; i++)
		wrap_adds(sb, e->facts[i].label, e->facts[i].text, MARGIN, WIDTH);
}
