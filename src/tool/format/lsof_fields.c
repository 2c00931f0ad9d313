/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cell.h"
#include "lsof.h"
#include "lsof_names.h"
#include "lsof_rows.h"
#include "owner/owner_index.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* What a field is made from. */
struct field_of {
	const struct out *out;
	const struct process *process;
	const struct sock *sock;
	const struct lsof_row *row;
};

/* The values: false where there is none, and then nothing was appended. */

static bool put_pid(const struct field_of *f, struct strbuf *sb)
{
	strbuf_addu(sb, f->process->pid);
	return true;
}

static bool put_pgid(const struct field_of *f, struct strbuf *sb)
{
	if (f->process->has_stat)
		strbuf_addu(sb, f->process->pgid);
	return f->process->has_stat;
}

static bool put_ppid(const struct field_of *f, struct strbuf *sb)
{
	if (f->process->has_stat)
		strbuf_addu(sb, f->process->ppid);
	return f->process->has_stat;
}

static bool put_command(const struct field_of *f, struct strbuf *sb)
{
	const char *command = lsof_command(f->out, f->process);

	if (command)
		cell_text(sb, command, NULL);
	return command;
}

static bool put_uid(const struct field_of *f, struct strbuf *sb)
{
	if (f->process->has_uid)
		strbuf_addu(sb, f->process->uid);
	return f->process->has_uid;
}

static bool put_login(const struct field_of *f, struct strbuf *sb)
{
	const char *name = f->process->has_uid
				   ? cell_user_name(sb, &f->out->spec, f->process->uid)
				   : NULL;

	if (name)
		cell_text(sb, name, NULL);
	return name;
}

static bool put_fd(const struct field_of *f, struct strbuf *sb)
{
	if (f->row->held_by == HELD_BY_FD)
		strbuf_addu(sb, f->row->fd);
	else
		strbuf_adds(sb, lsof_fd_word(f->row->held_by));
	return true;
}

static bool put_access(const struct field_of *f, struct strbuf *sb)
{
	if (f->row->held_by != HELD_BY_FD)
		return false;
	strbuf_addc(sb, 'u'); /* every socket may be read and written */
	return true;
}

static bool put_lock(const struct field_of *f, struct strbuf *sb)
{
	(void)f;
	strbuf_addc(sb, ' '); /* none */
	return true;
}

static bool put_type(const struct field_of *f, struct strbuf *sb)
{
	strbuf_adds(sb, lsof_type(f->sock));
	return true;
}

/* Those of the process behind the semicolon are none, as lsof has it on Linux. */
static bool put_flags(const struct field_of *f, struct strbuf *sb)
{
	if (!f->row->has_flags)
		return false;
	strbuf_adds(sb, "0x");
	strbuf_addx(sb, f->row->flags, 1);
	strbuf_adds(sb, ";0x0");
	return true;
}

static bool put_device(const struct field_of *f, struct strbuf *sb)
{
	return lsof_put_device(sb, f->sock);
}

static bool put_offset(const struct field_of *f, struct strbuf *sb)
{
	(void)f;
	strbuf_adds(sb, "0t0");
	return true;
}

static bool put_inode(const struct field_of *f, struct strbuf *sb)
{
	const size_t before = sb->len;

	/* where there is a protocol, it is the device's number */
	if (lsof_put_protocol(sb, f->sock)) {
		sb->len = before;
		return false;
	}
	strbuf_addu(sb, f->sock->inode);
	return true;
}

static bool put_protocol(const struct field_of *f, struct strbuf *sb)
{
	return lsof_put_protocol(sb, f->sock);
}

static bool put_name(const struct field_of *f, struct strbuf *sb)
{
	lsof_put_name(f->out, sb, f->sock);
	lsof_put_peers(f->out, sb, f->sock);
	return true;
}

static bool put_state(const struct field_of *f, struct strbuf *sb)
{
	const size_t before = sb->len;

	strbuf_adds(sb, "ST=");
	if (lsof_put_state(sb, f->sock))
		return true;
	sb->len = before;
	return false;
}

static bool put_recv_q(const struct field_of *f, struct strbuf *sb)
{
	if (!lsof_has_queues(f->sock))
		return false;
	strbuf_adds(sb, "QR=");
	strbuf_addu(sb, f->sock->recv_q);
	return true;
}

static bool put_send_q(const struct field_of *f, struct strbuf *sb)
{
	if (!lsof_has_queues(f->sock) || !(f->sock->has & SOCK_HAS_SEND_Q))
		return false;
	strbuf_adds(sb, "QS=");
	strbuf_addu(sb, f->sock->send_q);
	return true;
}

static bool put_memory(const struct field_of *f, struct strbuf *sb)
{
	const size_t before = sb->len;

	strbuf_adds(sb, "MEM=");
	if (f->out->spec.memory && tcp_info_put_memory(sb, f->sock))
		return true;
	sb->len = before;
	return false;
}

static bool put_tcp_info(const struct field_of *f, struct strbuf *sb)
{
	const size_t before = sb->len;

	strbuf_adds(sb, "INFO=");
	if (f->out->spec.tcp_info && tcp_info_put_tcp(sb, &f->out->spec, f->sock))
		return true;
	sb->len = before;
	return false;
}

/* In lsof's order; several rows of one letter are selected together. */
static const struct field_desc {
	char letter;
	bool is_file; /* of a descriptor, else of the process */
	/* NULL: what sockets do not have, and selecting it is no error */
	bool (*put)(const struct field_of *f, struct strbuf *sb);
} fields[] = {
	{ 'p', false, put_pid },     { 'g', false, put_pgid },
	{ 'R', false, put_ppid },    { 'c', false, put_command },
	{ 'u', false, put_uid },     { 'L', false, put_login },
	{ 'f', true, put_fd },       { 'a', true, put_access },
	{ 'l', true, put_lock },     { 't', true, put_type },
	{ 'G', true, put_flags },    { 'd', true, put_device },
	{ 'o', true, put_offset },   { 'i', true, put_inode },
	{ 'P', true, put_protocol }, { 'n', true, put_name },
	{ 'T', true, put_state },    { 'T', true, put_recv_q },
	{ 'T', true, put_send_q },   { 'T', true, put_memory },
	{ 'T', true, put_tcp_info }, { 'D', true, NULL },
	{ 'K', false, NULL },        { 'k', true, NULL },
	{ 'M', false, NULL },        { 'm', false, NULL },
	{ 'r', true, NULL },         { 's', true, NULL },
	{ 'S', true, NULL },
};

#define FIELDS_NUL (UINT32_C(1) << 31) /* what ends a field */
#define FIELDS_ALL ((UINT32_C(1) << ARRAY_SIZE(fields)) - 1)
_Static_assert(ARRAY_SIZE(fields) < 31, "more fields than bits");

static uint32_t find_fields(char letter)
{
	uint32_t found = letter == '0' ? FIELDS_NUL : 0;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i].letter == letter)
			found |= UINT32_C(1) << i;
	return found;
}

int lsof_fields_parse(const char *letters, uint32_t *ret)
{
	uint32_t selected = 0;

	for (const char *at = letters; *at; at++) {
		const uint32_t found = find_fields(*at);

		if (!found)
			return -EINVAL;
		selected |= found;
	}
	if (!(selected & FIELDS_ALL))
		selected |= FIELDS_ALL;
	*ret = selected | find_fields('p');
	return 0;
}

bool lsof_fields_want_flags(uint32_t fields)
{
	return fields & find_fields('G');
}

/* The selected fields of a process, or of one of its descriptors. */
static void put_set(struct out *out, const struct field_of *f, bool is_file)
{
	struct strbuf *sb = &out->page.text;
	const bool is_nul = out->spec.fields & FIELDS_NUL;
	const size_t start = sb->len;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const size_t before = sb->len;

		if (!(out->spec.fields & UINT32_C(1) << i) || !fields[i].put ||
		    fields[i].is_file != is_file)
			continue;
		strbuf_add_ascii(sb, fields[i].letter);
		if (!fields[i].put(f, sb))
			sb->len = before;
		else if (is_nul)
			strbuf_addc(sb, '\0');
		else
			strbuf_addc(sb, '\n');
	}
	if (is_nul && sb->len != start)
		strbuf_addc(sb, '\n');
}

static void fields_end(struct out *out, const struct query_gaps *gaps)
{
	const struct lsof_rows *rows = lsof_rows_end(out);
	const struct process *last = NULL;

	(void)gaps; /* a text listing's gaps are told on stderr */
	for (size_t i = 0; rows && i < rows->len; i++) {
		const struct field_of f = {
			.out = out,
			.process = rows->all[i].process,
			.sock = lsof_rows_sock(rows, &rows->all[i]),
			.row = &rows->all[i],
		};

		if (f.process != last)
			put_set(out, &f, false);
		last = f.process;
		put_set(out, &f, true);
	}
	if (out->spec.lsof.mark)
		strbuf_adds(&out->page.text, "m\n");
}

const struct out_ops out_lsof_fields = {
	.name = "lsof -F",
	.wants = {
		.n_is_hosts = true,
		.links = true,
		.owners = true,
		.process = { .uid = true, .comm = true, .stat = true },
	},
	.begin = lsof_rows_begin,
	.row = lsof_rows_add,
	.end = fields_end,
	.release = lsof_rows_release,
};
