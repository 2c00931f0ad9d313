/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cell.h"
#include "lsof.h"
#include "lsof_rows.h"
#include "owner/owner_index.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static void put_command_field(struct strbuf *sb, const struct row *r)
{
	const char *command = lsof_command(r->spec, r->fd->process);

	if (command)
		cell_text(sb, command, NULL);
}

static void put_uid_field(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process->has_uid)
		strbuf_addu(sb, r->fd->process->uid);
}

static void put_login_field(struct strbuf *sb, const struct row *r)
{
	const struct process *p = r->fd->process;
	const char *name = p->has_uid ? cell_user_name(sb, r->spec, p->uid) : NULL;

	if (name)
		cell_text(sb, name, NULL);
}

static void put_fd_field(struct strbuf *sb, const struct row *r)
{
	lsof_put_fd(sb, r->fd->held_by, r->fd->fd);
}

/* Appends the field 'a' of lsof -F, the access mode of a descriptor: "u", because every
 * socket may be read and written. */
static void put_access_field(struct strbuf *sb, const struct row *r)
{
	strbuf_adds(sb, r->fd->held_by == HELD_BY_FD ? "u" : "");
}

/* Appends the field 'l' of lsof -F, the lock on a file: a blank, because sockets have no
 * locks. */
static void put_lock_field(struct strbuf *sb, const struct row *r)
{
	(void)r;
	strbuf_addc(sb, ' ');
}

/* Appends the field 'G' of lsof -F: the flags of the descriptor, a semicolon, and the
 * flags of the process, which are always 0 in lsof on Linux. */
static void put_flags_field(struct strbuf *sb, const struct row *r)
{
	if (!r->fd->has_flags)
		return;
	strbuf_adds(sb, "0x");
	strbuf_addx(sb, r->fd->flags, 1);
	strbuf_adds(sb, ";0x0");
}

/* Appends the field 'i' of lsof -F, the inode; nothing for a socket that has the field
 * 'P' (protocol), because the inode of such a socket is in the field 'd'. */
static void put_inode_field(struct strbuf *sb, const struct row *r)
{
	const size_t start = sb->len;

	lsof_put_protocol(sb, r);
	if (sb->len == start)
		strbuf_addu(sb, r->s->inode);
	else
		sb->len = start;
}

static void put_name_field(struct strbuf *sb, const struct row *r)
{
	lsof_put_name(sb, r);
	lsof_put_peers(sb, r);
}

static void put_recv_q_field(struct strbuf *sb, const struct row *r)
{
	if (lsof_has_queues(r->s))
		strbuf_addu(sb, r->s->recv_q);
}

static void put_send_q_field(struct strbuf *sb, const struct row *r)
{
	if (lsof_has_queues(r->s) && r->s->has & SOCK_HAS_SEND_Q)
		strbuf_addu(sb, r->s->send_q);
}

/* The fields of lsof -F in the order in which lsof writes them. A letter of option -F
 * selects all fields that have this letter. A field with an empty value is not
 * written. */
/* clang-format off */
static const struct lsof_field {
	char letter;
	/* Whether the field is written for each descriptor; if not, the field is written
	 * once for each process. */
	bool is_file;
	const char *prefix;
	cell_fn put;
	struct column_condition shown;
} fields[] = {
	{ 'p', false, "", lsof_put_pid, ALWAYS },
	{ 'g', false, "", lsof_put_pgid, ALWAYS },
	{ 'R', false, "", lsof_put_ppid, ALWAYS },
	{ 'c', false, "", put_command_field, ALWAYS },
	{ 'u', false, "", put_uid_field, ALWAYS },
	{ 'L', false, "", put_login_field, ALWAYS },
	{ 'f', true, "", put_fd_field, ALWAYS },
	{ 'a', true, "", put_access_field, ALWAYS },
	{ 'l', true, "", put_lock_field, ALWAYS },
	{ 't', true, "", lsof_put_type, ALWAYS },
	{ 'G', true, "", put_flags_field, ALWAYS },
	{ 'd', true, "", lsof_put_device, ALWAYS },
	{ 'o', true, "", lsof_put_offset, ALWAYS },
	{ 'i', true, "", put_inode_field, ALWAYS },
	{ 'P', true, "", lsof_put_protocol, ALWAYS },
	{ 'n', true, "", put_name_field, ALWAYS },
	{ 'T', true, "ST=", lsof_put_state, ALWAYS },
	{ 'T', true, "QR=", put_recv_q_field, ALWAYS },
	{ 'T', true, "QS=", put_send_q_field, ALWAYS },
	{ 'T', true, "MEM=", tcp_info_put_memory, IF(query.wants.memory) },
	{ 'T', true, "INFO=", tcp_info_put_tcp, IF(query.wants.tcp_info) },
};
/* clang-format on */

/* The bit of out_spec.fields for the letter '0' of lsof -F: each field ends with a NUL,
 * not with a newline. */
#define FIELDS_NUL (UINT32_C(1) << 31)
/* The bit of out_spec.fields for all letters of lsof -F for which sockets have no value;
 * such letters are accepted, but nothing is written for them. */
#define FIELDS_ABSENT (UINT32_C(1) << 30)
static const char absent_letters[] = "DKkMmrsS";
#define FIELDS_ALL ((UINT32_C(1) << ARRAY_SIZE(fields)) - 1)
_Static_assert(ARRAY_SIZE(fields) < 30, "more fields than bits");

static uint32_t find_fields(char letter)
{
	uint32_t found = letter == '0'                    ? FIELDS_NUL
			 : strchr(absent_letters, letter) ? FIELDS_ABSENT
							  : 0;

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
	if (!(selected & ~FIELDS_NUL))
		selected |= FIELDS_ALL;
	*ret = selected | find_fields('p');
	return 0;
}

bool lsof_fields_want_flags(uint32_t fields)
{
	return fields & find_fields('G');
}

/* Appends the selected fields of lsof -F: those that are written for each descriptor if
 * is_file is set, else those that are written for each process. r is the row of the
 * descriptor. */
static void put_fields(struct out *out, const struct row *r, bool is_file)
{
	struct strbuf *sb = &out->buffer.text;
	const bool is_nul = r->spec->fields & FIELDS_NUL;
	const size_t start = sb->len;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const size_t before = sb->len;

		if (!(r->spec->fields & UINT32_C(1) << i) ||
		    fields[i].is_file != is_file ||
		    !column_condition_holds(&fields[i].shown, r->spec))
			continue;
		strbuf_add_ascii(sb, fields[i].letter);
		if (!cell_prefixed(sb, fields[i].prefix, fields[i].put, r))
			sb->len = before;
		else
			strbuf_addn(sb, is_nul ? "" : "\n", 1);
	}
	if (is_nul && sb->len != start)
		strbuf_addc(sb, '\n');
}

static void fields_end(struct out *out, const struct query_gaps *gaps)
{
	const struct lsof_rows *rows = lsof_rows_end(out);
	const struct process *last = NULL;

	(void)gaps;
	for (size_t i = 0; rows && i < rows->len; i++) {
		const struct row row = lsof_rows_at(rows, &out->spec, i);

		if (row.fd->process != last)
			put_fields(out, &row, false);
		last = row.fd->process;
		put_fields(out, &row, true);
	}
	if (out->spec.lsof.mark)
		strbuf_adds(&out->buffer.text, "m\n");
}

const struct out_ops out_lsof_fields = {
	.name = "lsof -F",
	.wants = { .n_is_hosts = true,
		   .links = true,
		   .owners = true,
		   .process = { .uid = true, .comm = true, .stat = true } },
	.begin = lsof_rows_begin,
	.row = lsof_rows_add,
	.end = fields_end,
	.release = lsof_rows_release,
};
